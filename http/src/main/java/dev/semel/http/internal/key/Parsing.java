// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.key;

/**
 * What an operation takes for a key. Immutable.
 *
 * @param strict whether a key without quotes is refused
 * @param lengthMax of the key itself, without quotes and escapes
 * @param lengthMin likewise; what is shorter could be guessed
 */
public record Parsing(boolean strict, int lengthMax, int lengthMin) {
  public static final int LENGTH_MAX = 255;

  public Parsing {
    if (lengthMin < 1 || lengthMax < lengthMin || lengthMax > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "a key has 1 to %d characters; asked for %d to %d"
              .formatted(LENGTH_MAX, lengthMin, lengthMax));
    }
  }

  public static Parsing lenient() {
    return new Parsing(false, LENGTH_MAX, 1);
  }

  public static Parsing strictly() {
    return new Parsing(true, LENGTH_MAX, 1);
  }
}
