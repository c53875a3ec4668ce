// SPDX-License-Identifier: Apache-2.0
/**
 * Consumers of Kafka whose processes, broker and databases are killed and frozen. All three are
 * real and forked; what was sent, delivered and applied is judged by the kit's checker, and every
 * run counts the faults it claims. Consumers that are known to be wrong run in the same rig, and it
 * must find them out; one that is right and slow must pass.
 *
 * <p>{@code -Dsemel.chaos.seed=s} repeats the choices of a run, {@code -Pfull} makes it long.
 */
package dev.semel.verification.kafkachaos;
