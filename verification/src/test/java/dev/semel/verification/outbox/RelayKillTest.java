// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Semel;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The process that leads is killed, again and again, while six writers write. */
class RelayKillTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final long SEED = Long.getLong("semel.storm.seed", System.nanoTime());
  private static final int ROUNDS = FULL ? 12 : 2;
  private static final int MESSAGES = FULL ? 200_000 : 15_000;
  private static final int KEYS = 100;
  private static final Duration LEASE_BY_DEFAULT = Duration.ofSeconds(3);

  private final Arrivals arrived = new Arrivals();
  private final Random random = new Random(SEED);
  private final Map<String, ForkedRelay> relays = new HashMap<>();

  @Test
  void another_process_goes_on_and_nothing_is_lost() throws Exception {
    List<Duration> took = new ArrayList<>();
    try (TestDatabase db = PostgresServers.forgetfulDatabase();
        Receiver receiver = new Receiver(arrived)) {
      Semel semel = Semel.on(db.dataSource());
      Truth truth = Truth.create(db.dataSource(), KEYS);
      Positions positions = Positions.watch(db.dataSource());
      Writers.Plan plan = new Writers.Plan(SEED, 6, KEYS, MESSAGES, 3);
      try (Writers writers = new Writers(db.dataSource(), semel, truth, plan)) {
        for (int round = 0; round <= ROUNDS; round++) {
          String name = "relay-" + round;
          relays.put(name, ForkedRelay.start(db, receiver, name, LEASE_BY_DEFAULT));
          relays.get(name).jvm().read(round == 0 ? "leading" : "ready");
          if (round == 0) {
            writers.start();
          } else {
            took.add(kill(receiver, semel, truth));
          }
        }
        writers.await();
        arrived.await(truth);
      } finally {
        relays.values().forEach(ForkedRelay::close);
      }
      arrived.assertExact(truth);
      positions.assertOnlyForward();
      assertThat(positions.fence()).as("leaders there were").isGreaterThan(ROUNDS);
    }
    System.out.println("kill: seed %d; took over after %s; %s".formatted(SEED, took, arrived));
    Collections.sort(took);
    // Of several, the one that nothing else on this machine has held up.
    assertThat(took.get(0))
        .as("from the kill to the next message")
        .isLessThan(LEASE_BY_DEFAULT.plusSeconds(2));
  }

  /** Kills the leader in the middle of something; the time until another sends. */
  private Duration kill(Receiver receiver, Semel semel, Truth truth) {
    String leader = leaderAtWork(receiver, semel, truth);
    long killed = System.nanoTime();
    relays.remove(leader).jvm().kill();
    long before = others(receiver);
    truth.publish(semel, 0, 1);
    Eventually.holds("another process sends", () -> others(receiver) > before);
    return Duration.ofNanos(System.nanoTime() - killed);
  }

  /** Who leads, and has sent a few more. */
  private String leaderAtWork(Receiver receiver, Semel semel, Truth truth) {
    AtomicReference<String> leader = new AtomicReference<>("");
    AtomicLong then = new AtomicLong();
    Eventually.holds(
        "a leader sends",
        () -> {
          String owner = semel.outbox().relays().get(0).owner().orElse("");
          if (!owner.equals(leader.getAndSet(owner))) {
            then.set(receiver.from(owner) + 1 + random.nextInt(500));
          }
          truth.publish(semel, 0, 1);
          return relays.containsKey(owner) && receiver.from(owner) >= then.get();
        });
    return leader.get();
  }

  /** What those that live have sent. */
  private long others(Receiver receiver) {
    return relays.keySet().stream().mapToLong(receiver::from).sum();
  }
}
