// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Semel;
import dev.semel.remote.Recovery;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteOutcome;
import dev.semel.remote.RemoteState;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the document of remote effects says. */
class RemoteDocTest {
  private final Map<String, String> books = new ConcurrentHashMap<>();
  private boolean losing;
  private TestDatabase db;
  private Semel semel;

  @BeforeEach
  void open() {
    db = Server.POSTGRESQL_18.open();
    semel = Semel.on(db.dataSource());
  }

  @AfterEach
  void close() {
    db.close();
  }

  private final RemoteSnippets.Gateway gateway =
      new RemoteSnippets.Gateway() {
        @Override
        public String charge(String key, String request) {
          String receipt = books.computeIfAbsent(key, k -> "receipt of " + request);
          if (losing) {
            losing = false;
            throw new IllegalStateException("the connection is gone");
          }
          return receipt;
        }

        @Override
        public Optional<String> find(String key) {
          return Optional.ofNullable(books.get(key));
        }
      };

  @Test
  void a_payment_whose_answer_was_lost_is_charged_once() {
    RemoteEffect<String, String> charge = RemoteSnippets.stripe(gateway);
    losing = true;
    assertThat(RemoteSnippets.pay(semel, charge, "order-1")).isEqualTo("receipt of 4200 EUR");
    assertThat(RemoteSnippets.pay(semel, charge, "order-1")).isEqualTo("receipt of 4200 EUR");
    assertThat(books).containsOnlyKeys(charge.gatewayKey("order-1"));
    assertThat(db.effects("order-1")).containsExactly("paid");
  }

  @Test
  void an_intent_is_taken_up_after_its_commit() throws SQLException {
    RemoteEffect<String, String> charge = RemoteSnippets.stripe(gateway);
    try (Recovery recovery = RemoteSnippets.consume(semel, charge, "order-2")) {
      Eventually.holds("paid", () -> db.effects("order-2").size() == 2);
      assertThat(recovery.runOnce()).isZero();
    }
    assertThat(db.effects("order-2")).containsExactlyInAnyOrder("placed", "paid");
  }

  @Test
  void a_letter_whose_answer_was_lost_waits_for_a_person() {
    RemoteEffect<String, String> mail = RemoteSnippets.mail(gateway);
    losing = true;
    assertThat(semel.remote().attempt(mail, "letter-1", "hello"))
        .isInstanceOf(RemoteOutcome.Parked.class);
    assertThat(books).hasSize(1);
  }

  @Test
  void what_is_parked_can_be_asked_about() {
    RemoteEffect<String, String> charge = RemoteSnippets.stripe(gateway);
    RemoteSnippets.decide(semel, charge);
    assertThat(semel.remote().desk(charge).in(RemoteState.PARKED, 10)).isEmpty();
  }
}
