// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The only destination there is does not answer for a while, and gets a lane of its own. */
class DetachTest {
  private static final int MESSAGES = 200;

  private final List<String> taken = new CopyOnWriteArrayList<>();
  private final AtomicInteger unknown = new AtomicInteger(3);
  private final AtomicInteger detached = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "H2"})
  void what_nobody_took_is_not_sent_twice_when_its_destination_is_detached(Server server) {
    try (TestDatabase db = server.open()) {
      Semel semel =
          Semel.with(db.dataSource())
              .listener(event -> detached.addAndGet(event instanceof RelayEvent.Detached ? 1 : 0))
              .build();
      Truth truth = Truth.create(db.dataSource(), MESSAGES);
      for (int key = 0; key < MESSAGES; key++) {
        truth.publish(semel, key, 1);
      }
      try (Relay relay = semel.relay().batchSizeMax(10).to(this::publish).build()) {
        Eventually.holds("all are sent", () -> relay.runOnce() >= 0 && taken.size() >= MESSAGES);
        relay.runOnce();
      }
    }
    assertThat(detached).as("times it was detached").hasPositiveValue();
    assertThat(taken).doesNotHaveDuplicates().hasSize(MESSAGES);
  }

  private void publish(List<OutgoingMessage> batch, Publisher.Answers answers) {
    if (unknown.getAndDecrement() > 0) {
      for (int i = 0; i < batch.size(); i++) {
        answers.unknown(i, null);
      }
    } else {
      batch.forEach(message -> taken.add(message.id()));
      answers.takenAll();
    }
  }
}
