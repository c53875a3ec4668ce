// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

/** Whom the work on an effect has met at the other side. */
enum Met {
  /** It was somebody else's, or over, or nothing was to be done. */
  NOTHING,
  ANSWER,
  /** Nobody was there, or an answer was lost. */
  NOBODY
}
