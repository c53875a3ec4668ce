// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

/** Which consumer a worker process runs. */
enum Kind {
  /** The loop of Semel. */
  SEMEL,
  /** By hand, right and slow: each record and the row that remembers it in one transaction. */
  ONE_BY_ONE,
  /** By hand, wrong: the row that remembers a record is written after its effect has committed. */
  ROW_APART,
  /** By hand, wrong: the offsets are committed before the effects. */
  OFFSETS_FIRST
}
