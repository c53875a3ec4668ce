// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.util.Iterator;
import java.util.List;

/**
 * What one can choose about a demo. Immutable.
 *
 * @param seed decides payments and faults
 * @param payments how many are sent
 */
record DemoOptions(long seed, int payments) {
  static final int PAYMENTS_DEFAULT = 1_500;
  static final int PAYMENTS_MIN = 20;
  static final int PAYMENTS_MAX = 100_000;

  static DemoOptions parse(List<String> arguments) throws BadArguments {
    long seed = Seeds.fresh();
    long payments = PAYMENTS_DEFAULT;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--seed" -> seed = number(option, rest);
        case "--payments" -> payments = number(option, rest);
        default -> throw new BadArguments("semel demo does not know '%s'".formatted(option));
      }
    }
    if (payments < PAYMENTS_MIN || payments > PAYMENTS_MAX) {
      throw new BadArguments(
          Console.format(
              "--payments %d is out of bounds: %d to %d, default %d",
              payments, PAYMENTS_MIN, PAYMENTS_MAX, PAYMENTS_DEFAULT));
    }
    return new DemoOptions(seed, (int) payments);
  }

  private static long number(String option, Iterator<String> rest) throws BadArguments {
    String value = rest.hasNext() ? rest.next() : "";
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new BadArguments("%s needs a whole number, not '%s'".formatted(option, value));
    }
  }
}
