// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Exact numbers as text. */
final class Decimals {
  private static final int SCALE_MAX = 40;

  private Decimals() {}

  /** The one way to write a number: no exponent and no zeros at the end of its fraction. */
  static @Nullable String canonical(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String plain = text;
    if (text.indexOf('E') >= 0 || text.indexOf('e') >= 0) {
      plain = parse(text).map(BigDecimal::toPlainString).orElse(text);
    }
    if (plain.indexOf('.') < 0) {
      return plain;
    }
    int end = plain.length();
    while (plain.charAt(end - 1) == '0') {
      end--;
    }
    return plain.substring(0, plain.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /** With as many digits of fraction as its column has. */
  static String shown(String canonical, int scale) {
    if (scale <= 0 || scale > SCALE_MAX) {
      return canonical;
    }
    return parse(canonical)
        .filter(number -> number.scale() <= scale)
        .map(number -> number.setScale(scale, RoundingMode.UNNECESSARY).toPlainString())
        .orElse(canonical);
  }

  /** A count for people, the same in every locale. */
  static String grouped(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Empty for NaN, infinity and what is no number. */
  static Optional<BigDecimal> parse(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
