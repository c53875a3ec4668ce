// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The leader is stopped (SIGSTOP) with a batch in its hands for longer than its lease, and wakes up
 * when another has sent everything.
 */
class RelayZombieTest {
  private static final int KEYS = 10;
  private static final Duration LEASE = Duration.ofSeconds(1);

  private final Arrivals arrived = new Arrivals();
  private TestDatabase db;
  private Semel semel;
  private Truth truth;
  private Positions positions;
  private Receiver receiver;
  private ForkedRelay zombie;
  private Relay other;
  private long held;

  @BeforeEach
  void fall_asleep_and_be_overtaken() throws Exception {
    db = PostgresServers.forgetfulDatabase();
    semel = Semel.on(db.dataSource());
    truth = Truth.create(db.dataSource(), KEYS);
    positions = Positions.watch(db.dataSource());
    receiver = new Receiver(arrived);
    zombie = ForkedRelay.start(db, receiver, "zombie", LEASE);
    zombie.jvm().read("leading");
    publish(2);
    awaitMarked();
    zombie.jvm().say("stall");
    zombie.jvm().read("as you like");
    publish(3);
    held = Long.parseLong(zombie.jvm().read("stalling with"));
    zombie.jvm().signal("STOP");
    Semel second = Semel.on(db.pool(3));
    other = second.relay().lease(LEASE).to(Sinks.ordered(arrived::arrive)).start();
    publish(4);
    awaitMarked();
    assertThat(arrived.again()).isZero();
    positions.assertOnlyForward();
  }

  /** So many messages of each key. */
  private void publish(int count) {
    for (int key = 0; key < KEYS; key++) {
      truth.publish(semel, key, count);
    }
  }

  private void awaitMarked() {
    arrived.await(truth);
    Eventually.holds("all is marked", () -> semel.outbox().relays().get(0).backlog() == 0);
  }

  @AfterEach
  void close() throws IOException {
    if (zombie != null) {
      zombie.close();
    }
    if (other != null) {
      other.close();
    }
    receiver.close();
    db.close();
  }

  private void wake() throws Exception {
    zombie.jvm().signal("CONT");
    zombie.jvm().say("go");
  }

  @Test
  void what_it_sends_is_a_duplicate_and_its_mark_is_refused() throws Exception {
    wake();
    assertThat(zombie.jvm().read("left")).isEqualTo("overtaken");
    assertThat(arrived.again()).as("what it held came again, under its id").isEqualTo(held);
    publish(5);
    arrived.await(truth);
    arrived.assertExact(truth);
    positions.assertOnlyForward();
    assertThat(arrived.again()).isEqualTo(held);
  }

  /** The negative control: the fence says nothing any more. */
  @Test
  void without_the_fence_its_mark_undoes_those_of_the_other() throws Exception {
    Sql.run(db.dataSource(), "update semel_relay set fence = 1");
    wake();
    Eventually.holds("something was sent twice", () -> arrived.again() > held);
    assertThatThrownBy(() -> positions.assertOnlyForward())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("undo");
    publish(5);
    arrived.await(truth);
    arrived.assertExact(truth);
  }
}
