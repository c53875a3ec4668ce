// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

/** How an attempt at a call ended that did not bring the result. */
public enum Ending {
  /** Nothing of it left us: no address, no connection, no TLS. It may be sent again at once. */
  NOT_SENT,
  /** The other side says that it did nothing this time, as for too many requests or a bad login. */
  NOT_EXECUTED,
  /**
   * The other side has decided that it did nothing and will not, as for a card that is declined.
   */
  FAILED,
  /** Nobody here can tell. */
  AMBIGUOUS,
  /** The other side is still at work on an attempt with this key. */
  STILL_RUNNING,
  /** The other side knows the key with another content: a mistake of ours, for a person. */
  MISMATCH
}
