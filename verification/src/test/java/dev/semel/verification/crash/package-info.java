// SPDX-License-Identifier: Apache-2.0
/**
 * The kit turned on Semel: the process dies before and after every call of every door, alone, in
 * pairs and in triples; played on H2 and PostgreSQL, and with JVMs that really halt.
 */
package dev.semel.verification.crash;
