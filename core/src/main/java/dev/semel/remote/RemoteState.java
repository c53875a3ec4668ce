// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

/** Where a remote effect stands. */
public enum RemoteState {
  /** It is meant, and waits to be sent. */
  PREPARED,
  /** Somebody is at it; it may have been sent. */
  STARTED,
  /** It was sent, and nobody knows yet what came of it. */
  IN_DOUBT,
  /** A person has to decide. */
  PARKED,
  SUCCEEDED,
  FAILED,
  /** It was not sent in time and is not wanted any more. */
  CANCELLED
}
