// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.volley.Shot;
import dev.semel.testkit.internal.volley.Volley;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwiceTest {
  private final DataSource database = H2.fresh();
  private final AtomicInteger deliveries = new AtomicInteger();

  @BeforeEach
  void tables() {
    H2.run(
        database,
        "create table account (id int primary key, balance int, updated_at timestamp)",
        "create table shipment (id int primary key, order_id int)",
        "create table seen (id varchar(40) primary key)",
        "insert into account values (7, 100, timestamp '2024-01-01 00:00:00')");
  }

  private void credit(DataSource db) {
    H2.run(db, "update account set balance = balance + 10 where id = 7");
  }

  /** Inserts the id first and stops if it is there. */
  private void creditOnce(DataSource db) throws SQLException {
    if (isNew(db)) {
      credit(db);
    }
  }

  private static boolean isNew(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into seen values ('m-1')")) {
      return insert.executeUpdate() == 1;
    } catch (SQLException e) {
      if (e.getSQLState().equals("23505")) {
        return false;
      }
      throw e;
    }
  }

  @Test
  void the_story_names_tables_keys_columns_and_places_outside() {
    Outgoing charges = Outgoing.named("POST /charges");

    TwiceReport report =
        Twice.of(database)
            .watch(charges)
            .deliver(
                db -> {
                  credit(db);
                  H2.run(db, "insert into shipment values (9000 + " + next() + ", 7)");
                  charges.sent("charges", "order-7", "ten");
                });

    assertThat(report.isHarmless()).isFalse();
    assertThat(report)
        .hasToString(
            """
            the second delivery was not harmless: it changed 2 tables and had 1 effect outside the database
              account   id=7   balance 110 -> 120   (+10)
              shipment  id=9002   added {order_id=7}
              POST /charges  one more: topic=charges key=order-7 (3 bytes, sha256 e4432baa...)
            the first delivery had done this:
              account   id=7   balance 100 -> 110   (+10)
              shipment  id=9001   added {order_id=7}
              POST /charges  topic=charges key=order-7 (3 bytes, sha256 e4432baa...)""");
    assertThatThrownBy(report::assertSecondDeliveryChangedNothing)
        .isInstanceOf(AssertionError.class)
        .hasMessage(report.toString());
  }

  private int next() {
    return deliveries.incrementAndGet();
  }

  @Test
  void programs_can_read_what_changed() {
    TwiceReport report = Twice.of(database).deliver(this::credit);

    Change change = report.repeats().get(0);
    assertThat(report.repeats()).hasSize(1);
    assertThat(change.kind()).isEqualTo(Change.Kind.ROW_CHANGED);
    assertThat(change.where()).isEqualTo("account");
    assertThat(change.key()).containsExactly(Map.entry("id", "7"));
    assertThat(change.columns())
        .containsExactly(new Change.Column("balance", "110", "120", BigDecimal.TEN));
    assertThat(report.first()).hasSize(1);
  }

  @Test
  void a_correct_listener_passes_however_often_it_is_called() {
    TwiceReport report =
        Twice.of(database)
            .times(5)
            .deliver(
                db -> {
                  next();
                  creditOnce(db);
                });

    report.assertSecondDeliveryChangedNothing();
    assertThat(deliveries).hasValue(5);
    assertThat(report.toString())
        .startsWith("the 4 deliveries after the first changed nothing; the first changed 2 tables");
  }

  @Test
  void the_third_delivery_is_looked_at_like_the_second() {
    TwiceReport report =
        Twice.of(database)
            .times(3)
            .deliver(
                db -> {
                  if (next() != 2) {
                    credit(db);
                  }
                });

    assertThat(report.toString()).startsWith("the third delivery was not harmless");
  }

  @Test
  void an_ignored_column_hides_its_changes_and_no_other() {
    Delivery touches =
        db -> {
          creditOnce(db);
          H2.run(db, "update account set updated_at = dateadd(second, 1, updated_at)");
        };

    assertThat(Twice.of(database).deliver(touches).isHarmless()).isFalse();
    H2.run(database, "delete from seen");
    assertThat(Twice.of(database).ignoring("account.updated_at").deliver(touches).isHarmless())
        .isTrue();
    // The control: whoever ignores the column in which the damage is does not see it.
    assertThat(Twice.of(database).ignoring("account.balance").deliver(this::credit).repeats())
        .isEmpty();
    assertThat(
            Twice.of(database).ignoringTable("account").firstMayDoNothing().deliver(this::credit))
        .extracting(TwiceReport::isHarmless)
        .isEqualTo(true);
  }

  @Test
  void a_name_that_is_not_there_is_refused_before_anything_is_delivered() {
    assertThatThrownBy(() -> Twice.of(database).ignoring("acount.updated_at").deliver(db -> next()))
        .isInstanceOfSatisfying(
            TestkitException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN_NAME))
        .hasMessageStartingWith("SEMEL-302 there is no table called 'acount'; there are: ACCOUNT");
    assertThat(deliveries).hasValue(0);
  }

  @Test
  void a_first_delivery_that_does_nothing_fails_unless_that_is_said_to_be_right() {
    DataSource elsewhere = H2.fresh();
    H2.run(elsewhere, "create table account (id int, balance int)");
    assertThatThrownBy(
            () ->
                Twice.of(database)
                    .deliver(db -> credit(elsewhere))
                    .assertSecondDeliveryChangedNothing())
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "the first delivery did nothing: is it connected to this database, and does it commit?"
                + " (looked at: account, seen, shipment;");

    Twice.of(database).firstMayDoNothing().deliver(db -> {}).assertSecondDeliveryChangedNothing();
  }

  @Test
  void an_effect_outside_alone_is_doing_something() {
    Outgoing mails = Outgoing.named("mails");

    Twice.of(database)
        .watch(mails)
        .deliver(
            db -> {
              if (next() == 1) {
                mails.sent("welcome", null, "hello");
              }
            })
        .assertSecondDeliveryChangedNothing();
  }

  @Test
  void an_exception_in_the_first_delivery_is_a_failure_with_its_cause() {
    IllegalStateException down = new IllegalStateException("the shop is closed");
    TwiceReport report =
        Twice.of(database)
            .deliver(
                db -> {
                  credit(db);
                  throw down;
                });

    assertThatThrownBy(report::assertSecondDeliveryChangedNothing)
        .isInstanceOf(AssertionError.class)
        .hasCause(down)
        .hasMessage(
            "the first delivery failed with java.lang.IllegalStateException: the shop is closed,"
                + " and yet changed 1 table:\n"
                + "  account  id=7   balance 100 -> 110   (+10)");
  }

  @Test
  void a_repeat_that_throws_is_a_failure_unless_permitted_and_its_changes_are_told_all_the_same() {
    Delivery busy =
        db -> {
          credit(db);
          if (next() % 2 == 0) {
            throw new SQLException("outer", new IllegalStateException("busy"));
          }
        };

    TwiceReport report = Twice.of(database).deliver(busy);
    assertThat(report.failures()).hasSize(1);
    assertThatThrownBy(report::assertSecondDeliveryChangedNothing)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("balance 110 -> 120   (+10)")
        .hasMessageContaining(
            "the second delivery threw java.sql.SQLException: outer; a broker would deliver the"
                + " message again, perhaps for ever")
        .hasCauseInstanceOf(SQLException.class);
    assertThat(
            Twice.of(database)
                .aRepeatMayThrow(IllegalStateException.class)
                .deliver(busy)
                .toString())
        .startsWith("the second delivery was not harmless: it changed 1 table")
        .doesNotContain("threw");

    Delivery refusing =
        db -> {
          if (!isNew(db)) {
            throw new IllegalStateException("again");
          }
        };
    Twice.of(database)
        .aRepeatMayThrow(IllegalStateException.class)
        .deliver(refusing)
        .assertSecondDeliveryChangedNothing();
    H2.run(database, "delete from seen");
    assertThat(
            Twice.of(database)
                .aRepeatMayThrow(IllegalArgumentException.class)
                .deliver(refusing)
                .isHarmless())
        .isFalse();
  }

  @Test
  void at_once_a_check_before_the_effect_is_not_enough() {
    CountDownLatch both = new CountDownLatch(4); // Two alone, then two that have both looked.

    assertThatThrownBy(
            () ->
                Twice.of(database)
                    .given(this::start)
                    .concurrently(2)
                    .deliver(
                        db -> {
                          if (!hasSeen(db)) {
                            both.countDown();
                            if (next() > 2) {
                              both.await();
                            }
                            credit(db);
                            H2.run(db, "merge into seen values ('m-1')");
                          }
                        })
                    .assertSecondDeliveryChangedNothing())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(
            "two deliveries at once did more than one (round 1 of 10, at most 2 at the same time)")
        .hasMessageContaining("account  id=7   balance 110 -> 120   (+10)");
  }

  private void start(DataSource db) {
    H2.run(db, "delete from seen", "update account set balance = 100", "delete from shipment");
  }

  private static boolean hasSeen(DataSource db) throws SQLException {
    try (Connection connection = db.getConnection();
        PreparedStatement select = connection.prepareStatement("select 1 from seen")) {
      return select.executeQuery().next();
    }
  }

  @Test
  void at_once_a_correct_listener_passes_and_generated_keys_do_not_matter() {
    H2.run(
        database,
        "create table posting (id bigint generated always as identity primary key, amount int)");
    Outgoing mails = Outgoing.named("mails");

    TwiceReport report =
        Twice.of(database)
            .given(
                db -> {
                  start(db);
                  H2.run(db, "delete from posting");
                })
            .watch(mails)
            .concurrently(8)
            .deliver(
                db -> {
                  if (isNew(db)) {
                    credit(db);
                    H2.run(db, "insert into posting (amount) values (10)");
                    mails.sent("credited", "7", "10");
                  }
                });

    report.assertSecondDeliveryChangedNothing();
    assertThat(report.toString())
        .startsWith("eight deliveries at once did the same as one in each");
  }

  @Test
  void at_once_effects_outside_are_compared_with_those_of_one() {
    Outgoing mails = Outgoing.named("mails");

    assertThat(
            Twice.of(database)
                .given(this::start)
                .watch(mails)
                .concurrently(2)
                .deliver(
                    db -> {
                      creditOnce(db);
                      mails.sent("credited", "7", "10");
                    })
                .toString())
        .contains("two deliveries at once did more than one")
        .contains("mails  one more: topic=credited key=7");
  }

  @Test
  void at_once_needs_a_start_that_is_the_same_each_time() {
    assertThatThrownBy(() -> Twice.of(database).concurrently(2).deliver(this::credit))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-303 concurrently(2) needs given(...)");
    assertThatThrownBy(
            () -> Twice.of(database).given(db -> {}).concurrently(2).deliver(this::credit))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-305 given(...) left other rows another time")
        .hasMessageContaining("account  id=7   balance 100 -> 110   (+10)");
    assertThatThrownBy(
            () ->
                Twice.of(database)
                    .given(db -> H2.run(db, "delete from acount"))
                    .deliver(this::credit))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-305 the action of given(...) failed");
  }

  @Test
  void at_once_what_is_never_the_same_twice_must_be_ignored() {
    Delivery counting = db -> H2.run(db, "insert into shipment values (1, " + next() + ")");
    Twice twice =
        Twice.of(database)
            .given(this::start)
            .concurrently(2)
            .aRepeatMayThrow(IllegalStateException.class);

    assertThatThrownBy(() -> twice.deliver(counting))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-308 one delivery alone does not end alike twice")
        .hasMessageContaining("shipment  id=1   order_id 1 -> 2   (+1)");
    twice.ignoring("shipment.order_id").deliver(counting).assertSecondDeliveryChangedNothing();
  }

  @Test
  void at_once_losers_that_throw_need_permission_and_somebody_must_win() {
    Delivery loserThrows =
        db -> {
          if (!isNew(db)) {
            throw new IllegalStateException("busy");
          }
        };
    Twice twice = Twice.of(database).given(this::start).concurrently(4);

    assertThat(twice.deliver(loserThrows).toString())
        .contains("one of four deliveries at once threw java.lang.IllegalStateException: busy");
    twice
        .aRepeatMayThrow(IllegalStateException.class)
        .deliver(loserThrows)
        .assertSecondDeliveryChangedNothing();
    AtomicInteger calls = new AtomicInteger();
    assertThat(
            twice
                .deliver(
                    db -> {
                      if (calls.incrementAndGet() > 2) {
                        throw new IllegalStateException("busy");
                      }
                      credit(db);
                    })
                .toString())
        .contains("all of four deliveries at once failed")
        .contains("four deliveries at once did more than one");
  }

  @Test
  void deliveries_that_never_met_prove_nothing() {
    Volley apart = new Volley(List.of(new Shot(0, 1, null), new Shot(1, 2, null)), List.of());
    TwiceReport.Writer report = new TwiceReport.Writer("account", List.of());
    report.first(List.of(), null, true);
    report.volley(apart, 2);
    report.round(1, 1, 2, List.of(), Arrays.asList(null, null));

    assertThat(report.finish())
        .hasToString(
            "in 1 round no two deliveries were ever on their way at the same time, which proves"
                + " nothing about deliveries at once: use more threads");
  }

  @Test
  void a_database_elsewhere_is_refused_before_it_is_touched() {
    DataSource elsewhere = withUrl("jdbc:postgresql://192.0.2.1/shop?password=secret");

    assertThatThrownBy(() -> Twice.of(elsewhere).deliver(this::credit))
        .isInstanceOfSatisfying(
            TestkitException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_LOOPBACK))
        .hasMessageStartingWith(
            "SEMEL-301 the database is not known to be one of this machine: it"
                + " is on host '192.0.2.1'")
        .hasMessageNotContaining("secret");
    assertThat(Twice.of(elsewhere).allowRemoteDatabase().deliver(this::credit).repeats())
        .hasSize(1);
  }

  /** The same database, whose driver says that it is elsewhere. */
  private DataSource withUrl(String url) {
    return proxy(
        DataSource.class,
        database,
        "getConnection",
        connection ->
            proxy(
                Connection.class,
                connection,
                "getMetaData",
                meta -> proxy(DatabaseMetaData.class, meta, "getURL", real -> url)));
  }

  private static <T> T proxy(
      Class<T> type, Object real, String method, UnaryOperator<Object> change) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader() == null
                ? ClassLoader.getPlatformClassLoader()
                : type.getClassLoader(),
            new Class<?>[] {type},
            (self, called, arguments) -> {
              Object result = called.invoke(real, arguments);
              return called.getName().equals(method) ? change.apply(result) : result;
            }));
  }

  @Test
  void a_connection_that_is_not_given_back_is_suspected_when_the_pool_is_empty() {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database);
    config.setMaximumPoolSize(1);
    config.setConnectionTimeout(300);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThatThrownBy(() -> Twice.of(pool).deliver(DataSource::getConnection))
          .isInstanceOfSatisfying(
              TestkitException.class, e -> assertThat(e.code()).isEqualTo(Code.UNREADABLE_DATABASE))
          .hasMessageContaining("give back every connection");
    }
  }

  @Test
  void numbers_that_cannot_be_meant_are_refused() {
    for (int bad : List.of(-1, 0, 1, 1_001)) {
      assertThatThrownBy(() -> Twice.of(database).times(bad))
          .hasMessageStartingWith("SEMEL-303 times(" + bad + ")");
      assertThatThrownBy(() -> Twice.of(database).concurrently(bad))
          .hasMessageStartingWith("SEMEL-303 concurrently(" + bad + ")");
    }
  }
}
