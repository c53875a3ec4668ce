// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.benchmarks.CountingSockets;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Setting;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.WrongCellException;
import java.io.PrintStream;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a message takes from the end of its effect, which is just before the commit, to the
 * publisher, under a given load; and what the producer notices of the relay. For one thread.
 */
final class ToPublisher {
  static final List<Integer> RATES = List.of(500, 2_000);

  private static final int PRODUCERS = 8;

  /** Where the relay is. */
  enum Place {
    NOWHERE("no relay"),
    SAME_JVM("relay in the same JVM"),
    OTHER_JVM("relay in another JVM");

    private final String label;

    Place(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * What a rate came to.
   *
   * @param arrival from the end of the effect to the publisher
   * @param producer from the intended beginning to the return of {@code once}
   */
  record Measured(int perSecond, Place place, Latency arrival, Latency producer) {}

  private final Rig rig;
  private final HikariDataSource pool;
  private final Semel semel;
  private final List<Measured> measured = new ArrayList<>();
  private double idlePolls = Double.NaN;
  private int keys;

  ToPublisher(Rig rig) {
    this.rig = rig;
    this.pool = rig.pool(Setting.FSYNC, PRODUCERS + 2);
    this.semel = Semel.on(pool);
  }

  List<Measured> measured() {
    return measured;
  }

  /** Round trips per second of a relay that has nothing to do. */
  double idlePolls() {
    return idlePolls;
  }

  Latency arrival(Place place, int perSecond) {
    return measured.stream()
        .filter(m -> m.place() == place && m.perSecond() == perSecond)
        .map(Measured::arrival)
        .findFirst()
        .orElse(Latency.NONE);
  }

  void run(Duration length, PrintStream raw) throws Exception {
    try (pool) {
      rig.run(
          "insert into account select i, 0 from generate_series(1, 1000) as i"
              + " on conflict do nothing");
      Duration warmUp = length.dividedBy(4);
      nowhere(warmUp, length);
      sameJvm(warmUp, length);
      otherJvm(warmUp, length);
      idle(length.dividedBy(2));
    }
    for (Measured m : measured) {
      raw.println("latency\t" + m);
    }
    raw.println("latency\tidle\t%s round trips/s".formatted(Spread.text(idlePolls, 1)));
    rig.run("truncate semel_outbox, semel_relay, semel_outbox_held");
  }

  private Latency produce(int perSecond, Duration length) throws Exception {
    int first = keys;
    OpenLoop load = new OpenLoop(perSecond, length, PRODUCERS);
    keys += load.pieces();
    return load.run(n -> once(first + n));
  }

  private void once(int number) throws Exception {
    semel.once(
        Key.of("latency", Integer.toString(number)),
        tx -> {
          try (PreparedStatement update =
              tx.connection()
                  .prepareStatement("update account set balance = balance + 1 where id = ?")) {
            update.setInt(1, number % 1000 + 1);
            update.executeUpdate();
          }
          tx.publish(Message.to("orders").key(Integer.toString(number)).body(Arrivals.body()));
        });
  }

  private void nowhere(Duration warmUp, Duration length) throws Exception {
    for (int rate : RATES) {
      var unused = produce(rate, warmUp);
      measured.add(new Measured(rate, Place.NOWHERE, Latency.NONE, produce(rate, length)));
    }
    rig.run("truncate semel_outbox");
  }

  private void sameJvm(Duration warmUp, Duration length) throws Exception {
    Arrivals arrivals = new Arrivals();
    Relay relay = semel.relay().named("same").to(arrivals).start();
    try (relay) {
      for (int rate : RATES) {
        var unused = produce(rate, warmUp);
        arrivals.begin();
        Latency producer = produce(rate, length);
        settle(arrivals::latency, rate, length);
        measured.add(new Measured(rate, Place.SAME_JVM, arrivals.latency(), producer));
      }
    }
    semel.outbox().forget("same");
  }

  private void otherJvm(Duration warmUp, Duration length) throws Exception {
    try (ForkedJvm forked =
        ForkedJvm.start(List.of(), "fork-relay", rig.postgres().jdbcUrl(), "other")) {
      var unusedName = forked.read("relaying");
      for (int rate : RATES) {
        var unused = produce(rate, warmUp);
        forked.say("begin");
        Latency producer = produce(rate, length);
        Latency arrival =
            settle(
                () -> {
                  forked.say("latency");
                  return Latency.ofLine(forked.read("latency"));
                },
                rate,
                length);
        measured.add(new Measured(rate, Place.OTHER_JVM, arrival, producer));
      }
    }
  }

  @FunctionalInterface
  private interface Asking {
    Latency ask() throws Exception;
  }

  /** Waits for the last messages; the few of the warm-up that came late are among them. */
  private static Latency settle(Asking asking, int rate, Duration length) throws Exception {
    int expected = new OpenLoop(rate, length, 1).pieces();
    Latency latency = asking.ask();
    for (int i = 0; i < 500 && latency.count() < expected; i++) {
      LockSupport.parkNanos(20_000_000);
      latency = asking.ask();
    }
    if (latency.count() < expected) {
      throw new WrongCellException(
          "%d of %d messages arrived".formatted(latency.count(), expected));
    }
    return latency;
  }

  private void idle(Duration length) throws Exception {
    try (HikariDataSource counting = rig.countingPool()) {
      Relay relay = Semel.on(counting).relay().named("idle").to(new Arrivals()).start();
      try (relay) {
        idlePolls = roundTripsPerSecond(length);
      }
    }
  }

  private static double roundTripsPerSecond(Duration length) {
    LockSupport.parkNanos(length.toNanos());
    long before = CountingSockets.roundTrips();
    long began = System.nanoTime();
    LockSupport.parkNanos(length.toNanos());
    return (CountingSockets.roundTrips() - before) * 1e9 / (System.nanoTime() - began);
  }
}
