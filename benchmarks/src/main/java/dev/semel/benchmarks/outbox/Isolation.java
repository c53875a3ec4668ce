// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Outbox;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * What 98 destinations notice of two others, one of which has a message that is always refused and
 * one of which never answers: phases in which all is well and phases in which it is not, in turn,
 * under the same load. For one thread.
 */
final class Isolation {
  static final int PER_SECOND = 1_000;

  private static final int PRODUCERS = 4;
  private static final int KEYS_PER_TOPIC = 10;
  private static final String RELAY = "isolation";

  /** A phase without trouble and the one with it that followed. */
  record Pair(Latency well, Latency troubled) {
    double growth() {
      return troubled.p99() / well.p99();
    }
  }

  private final Rig rig;
  private final Destinations destinations = new Destinations();
  private final List<Pair> pairs = new ArrayList<>();
  private int published;
  private int poisons;

  Isolation(Rig rig) {
    this.rig = rig;
  }

  List<Pair> pairs() {
    return pairs;
  }

  Spread growth() {
    return Spread.of(pairs.stream().mapToDouble(Pair::growth).toArray());
  }

  void run(Duration phase, int rounds, PrintStream raw) throws Exception {
    try (HikariDataSource pool = rig.pool(Setting.FSYNC, PRODUCERS + 2)) {
      Semel semel = Semel.on(pool).optimistic();
      Relay relay = semel.relay().named(RELAY).to(destinations).start();
      try (relay) {
        var unused = phase(semel, phase.dividedBy(2), false);
        for (int round = 0; round < rounds; round++) {
          Pair pair = new Pair(phase(semel, phase, false), phase(semel, phase, true));
          pairs.add(pair);
          raw.println("isolation\t%d\t%s".formatted(round, pair));
        }
      }
    }
    rig.run("truncate semel_outbox, semel_relay, semel_outbox_held");
  }

  private Latency phase(Semel semel, Duration length, boolean trouble) throws Exception {
    destinations.begin(trouble);
    if (trouble) {
      String id = Destinations.POISON + "-" + ++poisons;
      publish(semel, published++, message(0).id(id));
    }
    OpenLoop load = new OpenLoop(PER_SECOND, length, PRODUCERS);
    int first = published;
    published += load.pieces();
    var unused = load.run(n -> publish(semel, first + n, message(n)));
    Latency latency = destinations.latency();
    destinations.heal();
    for (Outbox.Parked parked : semel.outbox().parked(RELAY, 10)) {
      semel.outbox().retry(RELAY, parked.messageId());
    }
    awaitAll();
    return latency;
  }

  private static Message message(int n) {
    return Message.to(Destinations.topic(n))
        .key("key-" + n / Destinations.COUNT % KEYS_PER_TOPIC)
        .body(Arrivals.body());
  }

  private static void publish(Semel semel, int number, Message message) {
    semel.once(Key.of("isolation", Integer.toString(number)), tx -> tx.publish(message));
  }

  private void awaitAll() throws WrongCellException {
    for (int i = 0; i < 3_000 && destinations.taken() < published; i++) {
      LockSupport.parkNanos(20_000_000);
    }
    if (destinations.taken() != published) {
      throw new WrongCellException(
          "of %d messages %d were taken".formatted(published, destinations.taken()));
    }
  }
}
