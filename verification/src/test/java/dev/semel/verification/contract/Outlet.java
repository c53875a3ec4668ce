// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Takes messages, or answers as it is told to. It does not keep any order by itself, so it is given
 * one message of a key at a time; it checks that. Thread-safe.
 */
final class Outlet implements Publisher {
  /** What it says about a message. */
  enum Answer {
    TAKEN,
    REFUSED,
    FAILED,
    UNKNOWN
  }

  private final List<OutgoingMessage> taken = new ArrayList<>();
  private final List<OutgoingMessage> handedOver = new ArrayList<>();
  private volatile Function<OutgoingMessage, Answer> mood = message -> Answer.TAKEN;

  /** What it answers from now on. */
  void answering(Function<OutgoingMessage, Answer> next) {
    mood = next;
  }

  /** It takes everything from now on. */
  void takingAll() {
    mood = message -> Answer.TAKEN;
  }

  @Override
  public void publish(List<OutgoingMessage> batch, Answers answers) {
    Set<String> lines = new HashSet<>();
    for (int i = 0; i < batch.size(); i++) {
      OutgoingMessage message = batch.get(i);
      boolean alone = message.key() == null || lines.add(message.topic() + " " + message.key());
      if (!alone) {
        answers.refused(i, "two messages of one key in a batch");
        continue;
      }
      synchronized (this) {
        handedOver.add(message);
      }
      answer(i, message, answers);
    }
  }

  private void answer(int i, OutgoingMessage message, Answers answers) {
    switch (mood.apply(message)) {
      case TAKEN -> {
        synchronized (this) {
          taken.add(message);
        }
        answers.taken(i);
      }
      case REFUSED -> answers.refused(i, "not wanted");
      case FAILED -> answers.failed(i, new IllegalStateException("not this time"));
      case UNKNOWN -> answers.unknown(i, null);
    }
  }

  /** What it took so far, in order. */
  synchronized List<OutgoingMessage> taken() {
    return List.copyOf(taken);
  }

  /** The bodies of what it took so far, in order. */
  List<String> texts() {
    return taken().stream().map(OutgoingMessage::text).toList();
  }

  /** The same for one topic. */
  List<String> texts(String topic) {
    return taken().stream()
        .filter(message -> message.topic().equals(topic))
        .map(OutgoingMessage::text)
        .toList();
  }

  /** How often it was given the message with this body. */
  synchronized long tries(String text) {
    return handedOver.stream().filter(message -> message.text().equals(text)).count();
  }

  /** Under which ids it was given the message with this body. */
  synchronized Set<String> ids(String text) {
    Set<String> ids = new HashSet<>();
    handedOver.stream().filter(m -> m.text().equals(text)).forEach(m -> ids.add(m.id()));
    return ids;
  }

  /** Bodies are numbers: each of a topic and key came once, and after the lower ones. */
  void assertInOrderPerKey() {
    Map<String, Integer> last = new HashMap<>();
    for (OutgoingMessage message : taken()) {
      int number = Integer.parseInt(message.text());
      Integer before = last.put(message.topic() + " " + message.key(), number);
      assertThat(before == null || before < number)
          .as("%s %s: %s after %s", message.topic(), message.key(), number, before)
          .isTrue();
    }
  }
}
