// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

/** What became of a call. */
enum Ending {
  ANSWERED,
  FAILED,
  /** The process died before it: nothing left it. */
  NEVER_MADE,
  /** It was made, and the process died before it could use the answer. */
  UNHEARD,
  /** It was under way when the process died at another one. */
  CUT,
  /** Other calls were made before it came back: see the row of its answer. */
  LATER,
  /** Nothing is called. */
  MOMENT
}
