// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.handover;

import dev.semel.Semel;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.util.ArrayList;
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
    List<Ending> endings = new ArrayList<>(batch.size());
    Set<String> topics = consumers.topics();
    for (OutgoingMessage message : batch) {
      endings.add(topics.contains(message.topic()) ? Ending.TAKEN : nobody(message, topics));
    }
    for (String scope : consumers.scopes()) {
      for (Parcel parcel : delivered(scope)) {
        endings.set(parcel.index(), endings.get(parcel.index()).and(parcel.ending()));
      }
    }
    for (int i = 0; i < endings.size(); i++) {
      endings.get(i).tell(answers, i);
    }
  }

  private List<Parcel> delivered(String scope) {
    Map<String, ?> effects = consumers.of(scope);
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (effects.containsKey(batch.get(i).topic())) {
        indexes.add(i);
      }
    }
    List<Parcel> parcels = Parcel.of(batch, indexes);
    new ToConsumer(semel, scope, consumers.of(scope)).deliver(parcels);
    return parcels;
  }

  private static Ending nobody(OutgoingMessage message, Set<String> topics) {
    return Ending.refused(
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
