// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/**
 * A message: so much money for that account. Immutable.
 *
 * @param id given by the sender, the same on every delivery
 */
record Payment(UUID id, int account, BigDecimal amount) {
  static final int ACCOUNTS = 5;
  private static final int CENTS_MAX = 2_000;

  static Payment random(Random random) {
    return new Payment(
        new UUID(random.nextLong(), random.nextLong()),
        1 + random.nextInt(ACCOUNTS),
        BigDecimal.valueOf(1 + random.nextInt(CENTS_MAX), 2));
  }

  /** As arguments of a command line. */
  List<String> asArguments() {
    return List.of(id.toString(), Integer.toString(account), amount.toPlainString());
  }

  static Payment ofArguments(List<String> arguments) {
    return new Payment(
        UUID.fromString(arguments.get(0)),
        Integer.parseInt(arguments.get(1)),
        new BigDecimal(arguments.get(2)));
  }
}
