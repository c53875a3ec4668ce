// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * The middle and the ends of some figures. Immutable.
 *
 * @param median NaN if there are none
 */
public record Spread(double median, double min, double max) {
  public static Spread of(double... values) {
    if (values.length == 0) {
      return new Spread(Double.NaN, Double.NaN, Double.NaN);
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Spread(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Such as {@code 0.95 (0.90..0.99)}. */
  public String text(int digits) {
    if (Double.isNaN(median)) {
      return "–";
    }
    return "%s (%s..%s)".formatted(text(median, digits), text(min, digits), text(max, digits));
  }

  /** The median alone. */
  public String brief(int digits) {
    return text(median, digits);
  }

  public static String text(double value, int digits) {
    if (Double.isNaN(value)) {
      return "–";
    }
    return String.format(Locale.ROOT, "%,." + digits + "f", value);
  }
}
