// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

/** What can happen to bytes on a wire that contain a trigger. Immutable. */
public enum Fault {
  /** They do not arrive, and the connection ends for both sides. */
  CUT_BEFORE,
  /** They arrive; the connection ends before anything that answers them does. */
  CUT_AFTER,
  /** Like {@link #CUT_BEFORE}, but both sides see a reset instead of an end. */
  RESET_BEFORE,
  /** Like {@link #CUT_AFTER}, but both sides see a reset instead of an end. */
  RESET_AFTER,
  /** They arrive, the connection stays, but the client never hears the server again. */
  SWALLOW_REPLY,
  /** They are kept, the connection stays, and neither side ever hears the other again. */
  BLACK_HOLE,
  /** They arrive late. */
  DELAY,
  /** They and all that follows them wait until the session is told to go on. */
  PAUSE
}
