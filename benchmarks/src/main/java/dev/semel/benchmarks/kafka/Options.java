// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What to run. Immutable.
 *
 * @param rounds of everything that is compared
 * @param records that are consumed in each cell
 * @param messages that are relayed in each cell
 * @param page whose tables to write, if any
 */
record Options(Set<Part> parts, int rounds, int records, int messages, @Nullable Path page) {
  static final String USAGE =
      """
      usage: benchmarks/run kafka [options]
        --parts A,B       of consumer, relay (all)
        --rounds N        rounds of what is compared round by round (5)
        --records N       records that are consumed in each cell (20000)
        --messages N      messages that are relayed in each cell (200000)
        --no-docs         leave docs/performance.md as it is
      """;

  /** What can be measured by itself. */
  enum Part {
    CONSUMER,
    RELAY
  }

  static Options defaults() {
    return new Options(Set.of(Part.values()), 5, 20_000, 200_000, null);
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it makes no sense
   */
  static Options parse(List<String> args) {
    Options options = defaults();
    for (int i = 0; i < args.size(); i += 2) {
      if (i + 1 == args.size()) {
        throw new IllegalArgumentException(args.get(i) + " needs a value");
      }
      options = options.with(args.get(i), args.get(i + 1));
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--parts" -> new Options(partsOf(value), rounds, records, messages, page);
      case "--rounds" -> rounds(positive(name, value));
      case "--records" -> records(positive(name, value));
      case "--messages" -> messages(positive(name, value));
      case "--page" -> new Options(parts, rounds, records, messages, Path.of(value));
      default -> throw new IllegalArgumentException("what is " + name + "?");
    };
  }

  Options rounds(int number) {
    return new Options(parts, number, records, messages, page);
  }

  Options records(int number) {
    return new Options(parts, rounds, number, messages, page);
  }

  Options messages(int number) {
    return new Options(parts, rounds, records, number, page);
  }

  boolean has(Part part) {
    return parts.contains(part);
  }

  private static Set<Part> partsOf(String value) {
    Set<Part> parts = new TreeSet<>();
    for (String part : value.split(",", -1)) {
      parts.add(Part.valueOf(part.toUpperCase(Locale.ROOT)));
    }
    return parts;
  }

  private static int positive(String name, String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException(name + " must be more than 0");
    }
    return number;
  }
}
