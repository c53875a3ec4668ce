// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.TestkitException.Code;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReorderTest {
  private final DataSource database = H2.fresh();

  /** An order's status, with the version that the sender gave it. */
  record Event(int version, String status) {}

  private static final Event PAID = new Event(1, "paid");
  private static final Event SHIPPED = new Event(2, "shipped");
  private static final Event DELIVERED = new Event(3, "delivered");

  @BeforeEach
  void one_order() {
    H2.run(
        database,
        "create table orders (id int primary key, status varchar(20), version int, changes int)");
  }

  @AfterEach
  void no_order_of_a_single_run() {
    System.clearProperty("semel.order");
  }

  private static void start(DataSource db) {
    H2.run(db, "delete from orders", "insert into orders values (1, 'new', 0, 0)");
  }

  private Reorder<Event> reorder() {
    return Reorder.of(database).given(ReorderTest::start).messages(PAID, SHIPPED, DELIVERED);
  }

  /** The last to arrive wins. */
  private static void overwrite(DataSource db, Event event) {
    H2.run(db, "update orders set status = '" + event.status() + "' where id = 1");
  }

  /** The newest wins, however often it comes. */
  private static void keepNewest(DataSource db, Event event) {
    H2.run(
        db,
        "update orders set status = '%s', version = %d where id = 1 and version < %d"
            .formatted(event.status(), event.version(), event.version()));
  }

  @Test
  void the_tamest_order_that_ends_otherwise_is_told_in_words() {
    ReorderReport report = reorder().deliveredBy(ReorderTest::overwrite);

    assertThatThrownBy(report::assertOrderDoesNotMatter)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            delivered as message 1, 3, 2, the messages do not end as in order; from what they leave in order to what they leave so:
              orders  id=1   status 'delivered' -> 'shipped'
            in order they had done this:
              orders  id=1   status 'new' -> 'delivered'
            run it again: -Dsemel.order=0,2,1   (3 orders)""");
    assertThat(report.order()).hasValue(List.of(0, 2, 1));
    assertThat(report.differences()).hasSize(1);
    assertThat(report.holds()).isFalse();
  }

  @Test
  void a_version_guard_passes_in_every_order_with_duplicates() {
    List<Event> delivered = new ArrayList<>();
    ReorderReport report =
        reorder()
            .withDuplicates(2)
            .allPermutations()
            .deliveredBy(
                (db, event) -> {
                  delivered.add(event);
                  keepNewest(db, event);
                })
            .assertOrderDoesNotMatter();

    assertThat(report.orders()).isEqualTo(1 + 6 + 36 + 150);
    assertThat(delivered).hasSize(3 + 6 * 3 + 36 * 4 + 150 * 5);
    assertThat(report.toString()).startsWith("the order did not matter: 193 orders ended alike");
  }

  @Test
  void duplicates_are_found_and_the_smallest_is_told() {
    Reorder.Delivery<Event> counting =
        (db, event) -> {
          keepNewest(db, event);
          H2.run(db, "update orders set changes = changes + 1");
        };

    reorder().deliveredBy(counting).assertOrderDoesNotMatter();
    assertThat(reorder().withDuplicates(1).deliveredBy(counting).order())
        .hasValue(List.of(0, 0, 1, 2));
    ReorderReport sampled = reorder().withDuplicates(3).sample(50, 7).deliveredBy(counting);
    assertThat(sampled.order().orElseThrow()).hasSize(4).isSorted();
    assertThat(sampled.toString()).contains("again").contains("seed 7)");
  }

  @Test
  void the_property_runs_one_order_alone() {
    System.setProperty("semel.order", "2,0,1,0");

    ReorderReport report = reorder().deliveredBy(ReorderTest::keepNewest);
    assertThat(report.orders()).isEqualTo(3);
    assertThat(report.holds()).isTrue();
    assertThat(reorder().deliveredBy(ReorderTest::overwrite).holds()).isFalse();

    System.setProperty("semel.order", "2,0,3");
    assertThatThrownBy(() -> reorder().deliveredBy(ReorderTest::overwrite))
        .isInstanceOfSatisfying(
            TestkitException.class, e -> assertThat(e.code()).isEqualTo(Code.BAD_ORDER))
        .hasMessage(
            "SEMEL-307 -Dsemel.order=2,0,3 does not fit 3 messages: there is no message 3: they are"
                + " 0 to 2");
  }

  @Test
  void what_is_never_the_same_twice_is_not_taken_for_a_matter_of_order() {
    int[] counter = {0};
    Reorder.Delivery<Event> counting =
        (db, event) -> {
          keepNewest(db, event);
          H2.run(db, "update orders set changes = " + ++counter[0]);
        };

    assertThatThrownBy(() -> reorder().deliveredBy(counting))
        .isInstanceOfSatisfying(
            TestkitException.class, e -> assertThat(e.code()).isEqualTo(Code.NOT_REPEATABLE))
        .hasMessageStartingWith("SEMEL-308 delivery in order does not end alike twice")
        .hasMessageContaining("orders  id=1   changes 3 -> 6   (+3)");
    reorder().ignoring("orders.changes").deliveredBy(counting).assertOrderDoesNotMatter();
  }

  @Test
  void an_ignored_column_hides_what_happens_in_it() {
    reorder()
        .ignoring("orders.status")
        .deliveredBy(
            (db, event) -> {
              overwrite(db, event);
              H2.run(db, "update orders set changes = changes + 1");
            })
        .assertOrderDoesNotMatter();
  }

  @Test
  void generated_keys_do_not_matter_unless_they_are_said_to() {
    H2.run(
        database,
        "create table posting (id int generated always as identity primary key, version int)");
    Reorder<Event> postings =
        Reorder.of(database)
            .given(db -> H2.run(db, "truncate table posting restart identity"))
            .messages(PAID, SHIPPED);
    Reorder.Delivery<Event> insert =
        (db, event) -> H2.run(db, "insert into posting (version) values (" + event.version() + ")");

    postings.deliveredBy(insert).assertOrderDoesNotMatter();
    assertThat(postings.comparingGeneratedKeys().deliveredBy(insert).holds()).isFalse();
  }

  @Test
  void effects_outside_are_compared_as_a_bag() {
    Outgoing mails = Outgoing.named("mails");
    Reorder.Delivery<Event> mailing =
        (db, event) -> {
          keepNewest(db, event);
          mails.sent("status", event.status(), "");
        };

    reorder().watch(mails).deliveredBy(mailing).assertOrderDoesNotMatter();
    assertThat(reorder().watch(mails).withDuplicates(1).deliveredBy(mailing).toString())
        .startsWith("delivered as message 1, 1 again, 2, 3, the messages do not end as in order")
        .contains("mails  one more: topic=status key=paid");
  }

  @Test
  void an_exception_is_a_failure_unless_the_message_comes_again() {
    Reorder.Delivery<Event> inSequence =
        (db, event) -> {
          if (event.version() > version(db) + 1) {
            throw new IllegalStateException("too early");
          }
          keepNewest(db, event);
        };

    ReorderReport report = reorder().deliveredBy(inSequence);
    assertThatThrownBy(report::assertOrderDoesNotMatter)
        .isInstanceOf(AssertionError.class)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "delivered as message 1, 3, 2, message 3 failed with java.lang.IllegalStateException:"
                + " too early");
    reorder()
        .withDuplicates(1)
        .redeliveringUntilAcknowledged(5)
        .deliveredBy(inSequence)
        .assertOrderDoesNotMatter();
  }

  private static int version(DataSource db) throws java.sql.SQLException {
    try (var connection = db.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("select version from orders")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @Test
  void messages_that_do_nothing_even_in_order_prove_nothing() {
    assertThat(reorder().deliveredBy((db, event) -> {}).toString())
        .startsWith("in order, the messages did nothing")
        .contains("looked at: orders");
    assertThatThrownBy(() -> reorder().deliveredBy((db, event) -> {}).assertOrderDoesNotMatter())
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void a_start_that_differs_is_refused() {
    assertThatThrownBy(() -> reorder().given(db -> {}).deliveredBy((db, event) -> addOne(db)))
        .isInstanceOf(TestkitException.class)
        .hasMessageStartingWith("SEMEL-305 given(...) left other rows another time");
  }

  private static void addOne(DataSource db) {
    H2.run(db, "insert into orders select coalesce(max(id), 0) + 1, 'x', 0, 0 from orders");
  }

  @Test
  void too_many_orders_are_refused_before_anything_is_delivered() {
    Reorder<Integer> many =
        Reorder.of(database).given(ReorderTest::start).messages(1, 2, 3, 4, 5, 6, 7, 8);

    assertThatThrownBy(() -> many.deliveredBy((db, message) -> addOne(db)))
        .isInstanceOfSatisfying(
            TestkitException.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_MANY_ORDERS))
        .hasMessageStartingWith(
            "SEMEL-306 8 messages with up to 0 duplicates have 40,320 orders, and 10,000 may be"
                + " run");
    assertThat(many.sample(5, 1).deliveredBy((db, message) -> addOne(db)).orders()).isBetween(6, 7);
  }

  @Test
  void what_cannot_be_meant_is_refused() {
    assertThatThrownBy(() -> Reorder.of(database).deliveredBy((db, message) -> {}))
        .hasMessageStartingWith("SEMEL-303 Reorder lacks messages(...)");
    assertThatThrownBy(() -> Reorder.of(database).messages(1).deliveredBy((db, message) -> {}))
        .hasMessageStartingWith("SEMEL-303 Reorder lacks given(...)");
    assertThatThrownBy(() -> reorder().withDuplicates(21))
        .hasMessageStartingWith("SEMEL-303 withDuplicates(21)");
    assertThatThrownBy(() -> reorder().sample(0, 1)).hasMessageStartingWith("SEMEL-303 sample(0");
  }
}
