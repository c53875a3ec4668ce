// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.consume;

import dev.semel.Key;
import dev.semel.Message;
import dev.semel.kafka.internal.broker.ClientSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** All that is wrong with a configuration, without asking anybody. */
final class LoopProblems {
  private static final int TOPIC_LENGTH_MAX = 249;

  private LoopProblems() {}

  static List<String> of(LoopChoices chosen, ClientSettings client) {
    List<String> problems = new ArrayList<>();
    whoAndWhat(problems, chosen);
    bounds(problems, chosen);
    UnaryOperator<String> letters = chosen.deadLetterTopics;
    if (letters != null) {
      chosen.topics.forEach(topic -> deadLetters(problems, topic, letters.apply(topic)));
    }
    problems.addAll(client.problems());
    return problems;
  }

  private static void whoAndWhat(List<String> problems, LoopChoices chosen) {
    try {
      Key.of(chosen.name, "x");
    } catch (IllegalArgumentException e) {
      problems.add("the name is '%s': call named(...) (%s)".formatted(chosen.name, e.getMessage()));
    }
    if (chosen.topics.isEmpty() == chosen.partitions.isEmpty()) {
      problems.add("call either topics(...) or partitions(...)");
    }
    if (chosen.application == null) {
      problems.add("nothing happens for a message: call apply(...)");
    }
  }

  private static void bounds(List<String> problems, LoopChoices chosen) {
    inRange(problems, "lanes", chosen.lanes, 1, 256, 1);
    inRange(problems, "batchSizeMax", chosen.batchSizeMax, 1, 10_000, 500);
    inRange(problems, "batchBytesMax", chosen.batchBytesMax, 1, 1 << 30, 8 << 20);
    inRange(
        problems, "messageBytesMax", chosen.messageBytesMax, 1, Message.BODY_BYTES_MAX, 1 << 20);
    Duration time = chosen.batchTimeMax;
    if (time.isNegative() || time.isZero() || time.compareTo(Duration.ofMinutes(1)) > 0) {
      problems.add("batchTimeMax is %s, allowed is up to PT1M (default PT1S)".formatted(time));
    }
  }

  private static void inRange(
      List<String> problems, String what, long value, long least, long most, long usual) {
    if (value < least || value > most) {
      problems.add(
          "%s is %d, allowed is %d to %d (default %d)".formatted(what, value, least, most, usual));
    }
  }

  private static void deadLetters(List<String> problems, String topic, String letters) {
    if (letters.isEmpty() || letters.length() > TOPIC_LENGTH_MAX || letters.equals(topic)) {
      problems.add(
          "dead letters of %s cannot go to '%s': another topic of 1 to %d characters is needed"
              .formatted(topic, letters, TOPIC_LENGTH_MAX));
    }
  }
}
