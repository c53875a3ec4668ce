// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

/** What a call does to the world outside. */
public enum CallKind {
  /** A connection is asked for. */
  BORROW,
  /** SQL goes to the database, one statement or a batch. */
  EXECUTE,
  COMMIT,
  ROLLBACK,
  /** A savepoint is set, released or returned to. */
  SAVEPOINT,
  /** Autocommit is switched, which may commit. */
  AUTOCOMMIT,
  /** A connection is given back. */
  RELEASE,
  PUBLISH,
  ACK,
  HTTP,
  /** Anything else behind an interface. */
  OTHER,
  /** Nothing is called: a moment inside the process that the user named. */
  MOMENT
}
