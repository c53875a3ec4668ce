// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.TestDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Relays of one name that compete, and a leader that is closed. */
class RelayCloseTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final long SEED = Long.getLong("semel.storm.seed", System.nanoTime());
  private static final int KEYS = 100;
  private static final int HANDOVERS = 4;

  /** So long that nobody could wait for its end. */
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final Arrivals arrived = new Arrivals();

  private Relay relay(TestDatabase db, String owner) {
    Semel semel = Semel.on(db.pool(3));
    return semel.relay().owner(owner).lease(LEASE).to(Sinks.ordered(arrived::arrive)).build();
  }

  @Test
  void a_leader_that_is_closed_hands_its_lease_back() {
    try (TestDatabase db = PostgresServers.forgetfulDatabase();
        Relay second = relay(db, "second")) {
      try (Relay first = relay(db, "first")) {
        assertThat(first.runOnce()).isZero();
        assertThat(second.runOnce()).as("while another leads").isEqualTo(-1);
      }
      assertThat(second.runOnce()).isZero();
    }
  }

  @Test
  void of_three_one_leads_and_nothing_comes_twice_when_it_is_closed() throws Exception {
    Map<String, Relay> relays = new HashMap<>();
    try (TestDatabase db = PostgresServers.forgetfulDatabase()) {
      Semel semel = Semel.on(db.dataSource());
      Truth truth = Truth.create(db.dataSource(), KEYS);
      Positions positions = Positions.watch(db.dataSource());
      Writers.Plan plan = new Writers.Plan(SEED, 6, KEYS, FULL ? 100_000 : 8_000, 5);
      try (Writers writers = new Writers(db.dataSource(), semel, truth, plan).start()) {
        for (int i = 0; i < 3 + HANDOVERS; i++) {
          String name = "relay-" + i;
          relays.put(name, relay(db, name).start());
          if (i >= 3) {
            relays.remove(leader(semel, truth)).close();
          }
        }
        assertThat(leader(semel, truth)).isNotEmpty();
        writers.await();
        arrived.await(truth);
      } finally {
        relays.values().forEach(Relay::close);
      }
      System.out.println("handover: seed %d; %s".formatted(SEED, arrived));
      arrived.assertExact(truth);
      positions.assertOnlyForward();
      assertThat(arrived.again()).isZero();
      assertThat(positions.fence()).as("leaders there were").isEqualTo(HANDOVERS + 1);
    }
  }

  /** Who leads, and has sent something. */
  private String leader(Semel semel, Truth truth) {
    long before = arrived.first();
    truth.publish(semel, 0, 1);
    Eventually.holds("somebody sends", () -> arrived.first() > before);
    Eventually.holds("somebody leads", () -> owner(semel).isPresent());
    return owner(semel).orElseThrow();
  }

  private static Optional<String> owner(Semel semel) {
    return semel.outbox().relays().get(0).owner();
  }
}
