// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.Semel;
import dev.semel.internal.turns.Ending;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One batch on its way to all consumers of its topics. For one thread at a time. */
public final class Delivery {
  private final Semel semel;
  private final Consumers consumers;
  private final List<OutgoingMessage> batch;
  private final Publisher.Answers answers;

  public Delivery(
      Semel semel, Consumers consumers, List<OutgoingMessage> batch, Publisher.Answers answers) {
    this.semel = semel;
    this.consumers = consumers;
    this.batch = batch;
    this.answers = answers;
  }

  /** Applies the messages, and answers for each of them. */
  public void run() {
    List<Answer> all = new ArrayList<>(batch.size());
    Set<String> topics = consumers.topics();
    for (OutgoingMessage message : batch) {
      all.add(topics.contains(message.topic()) ? Answer.TAKEN : nobody(message, topics));
    }
    for (String scope : consumers.scopes()) {
      deliver(scope).forEach((index, answer) -> all.set(index, all.get(index).and(answer)));
    }
    for (int i = 0; i < all.size(); i++) {
      all.get(i).tell(answers, i);
    }
  }

  /** The answers of one consumer, by the index of the message. */
  private Map<Integer, Answer> deliver(String scope) {
    ToConsumer consumer = new ToConsumer(semel, scope, consumers.of(scope));
    List<Integer> indexes = new ArrayList<>();
    List<OutgoingMessage> messages = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (consumer.takes(batch.get(i))) {
        indexes.add(i);
        messages.add(batch.get(i));
      }
    }
    List<Ending> endings = consumer.deliver(messages);
    Map<Integer, Answer> found = new LinkedHashMap<>();
    for (int i = 0; i < endings.size(); i++) {
      found.put(indexes.get(i), Answer.of(scope, endings.get(i)));
    }
    return found;
  }

  private static Answer nobody(OutgoingMessage message, Set<String> topics) {
    return Answer.refused(
        ("SEMEL-052 nobody consumes the topic %s here, only %s; add a consumer with on(...) and try"
                + " the message again, or skip it")
            .formatted(message.topic(), topics));
  }

  /** Answers, for all that are not answered yet, that nobody knows. */
  public void giveUp(@Nullable Throwable cause) {
    for (int i = 0; i < batch.size(); i++) {
      answers.unknown(i, cause);
    }
  }
}
