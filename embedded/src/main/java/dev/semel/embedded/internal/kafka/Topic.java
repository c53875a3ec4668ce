// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import java.util.regex.Pattern;

/** A topic to create; its name and size are such as Kafka takes. */
public record Topic(String name, int partitions) {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final int PARTITIONS_MAX = 1_000;

  public Topic {
    if (!NAME.matcher(name).matches() || name.matches("\\.{1,2}")) {
      throw new EmbeddedServerException(
          Code.BAD_OPTION,
          "'%s' is no topic name: use 1 to 249 letters, digits, dots, _ and -".formatted(name));
    }
    if (partitions < 1 || partitions > PARTITIONS_MAX) {
      throw new EmbeddedServerException(
          Code.BAD_OPTION,
          "topic %s with %d partitions: choose between 1 and %d, as one broker in a small heap has them all"
              .formatted(name, partitions, PARTITIONS_MAX));
    }
  }
}
