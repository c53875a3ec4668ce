// SPDX-License-Identifier: Apache-2.0
/**
 * Faults that are made to happen: connections cut around the commit, servers and JVMs killed or
 * stopped, storms of duplicates. Each run proves afterwards, by SQL on tables the ledger does not
 * know, that no effect was lost, doubled or made up, and by counts that its faults really happened.
 *
 * <p>{@code -Dsemel.chaos.rounds=n} makes every run n times as long; {@code -Dsemel.chaos.seed=s}
 * repeats one.
 */
package dev.semel.verification.chaos;
