// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

/**
 * The process is dead. An error, so that a handler of exceptions does not take it for one; who
 * swallows it all the same meets it again at the next call.
 */
final class Death extends Error {
  private static final long serialVersionUID = 1L;

  Death(String where) {
    super("the process died " + where, null, false, false);
  }
}
