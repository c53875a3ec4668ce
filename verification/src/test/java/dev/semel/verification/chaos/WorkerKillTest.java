// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.verification.chaos.ConsumerMain.Halt;
import java.sql.Connection;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Consumers that are killed while they consume, two at a time, from one queue. */
class WorkerKillTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final int KILLS = Chaos.rounds(FULL ? 22 : 14);
  private static final int ITEMS = Chaos.rounds(2_000);

  @Test
  void a_consumer_that_is_killed_at_any_moment_has_applied_once() throws Exception {
    Random random = Chaos.random("worker kill");
    PostgreSqlWire database = PostgreSqlWire.fresh();
    try (HikariDataSource direct = database.direct()) {
      Checker checker = new Checker(direct);
      Schema.of(direct).apply();
      fillQueue(direct, checker);
      int kills = 0;
      int halts = 0;
      while (kills + halts < KILLS) {
        Halt first = Halt.values()[(kills + halts) / 2 % Halt.values().length];
        try (ForkedJvm one = consumer(database, random, first);
            ForkedJvm other = consumer(database, random, Halt.NEVER)) {
          other.read("ready");
          other.read("done " + (1 + random.nextInt(15)));
          other.kill();
          kills++;
          if (first == Halt.NEVER) {
            one.read("done " + (1 + random.nextInt(15)));
            one.kill();
            kills++;
          } else {
            assertThat(one.readOrEnd("empty", new StringBuilder())).as("it ended before").isNull();
            assertThat(one.awaitEnd()).as("halted").isEqualTo(1);
            halts++;
          }
        }
      }
      long unacknowledged =
          Sql.number(
              direct,
              "select count(*) from queue where not acknowledged"
                  + " and id in (select id from effect)");
      try (ForkedJvm last = consumer(database, random, Halt.NEVER)) {
        last.read("empty");
      }
      Chaos.tell(
          "worker kill",
          "%d kills, %d halts, %d items, %d applied and not acknowledged when the last was killed"
              .formatted(kills, halts, ITEMS, unacknowledged));
      assertThat(kills + halts).isGreaterThanOrEqualTo(KILLS);
      assertThat(unacknowledged).as("items whose redelivery finds them done").isPositive();
      checker.assertExactlyOnce();
    }
  }

  private static ForkedJvm consumer(PostgreSqlWire database, Random random, Halt halt)
      throws Exception {
    return new ForkedJvm(
        ConsumerMain.class,
        database.url(database.port()),
        Long.toString(random.nextLong()),
        halt.name(),
        Integer.toString(random.nextInt(20)));
  }

  private static void fillQueue(HikariDataSource direct, Checker checker) throws Exception {
    List<Item> items = Storm.items(ITEMS);
    checker.send(items);
    try (Connection c = direct.getConnection()) {
      Sql.run(
          c,
          "create table queue as select id, substring(id from 6)::int as number,"
              + " false as acknowledged from sent");
      Sql.run(c, "alter table queue add primary key (id)");
    }
  }
}
