// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

/**
 * Something that moves money when it is done. Immutable.
 *
 * @param request what the key is bound to: the same text is the same request
 */
record Order(String request, Doing doing) {
  /** What moves it. */
  @FunctionalInterface
  interface Doing {
    /** Does it; {@code again} means also if it was done before. */
    Answer run(boolean again);
  }
}
