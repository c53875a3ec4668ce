// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.recipe.Projection;
import dev.semel.recipe.Projection.Answer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectionTest {
  /** A projection in which the order shows: every event is noted with the one before it. */
  private record Log(Db db, String table, Projection<SQLException> projection) {
    static Log on(Db db) throws SQLException {
      String table = Db.fresh("log");
      db.ddl("create table " + table + " (stream varchar(20), place int, body varchar(200))");
      return new Log(db, table, Projection.of(table, (tx, event) -> note(table, tx, event)));
    }

    private static void note(String table, dev.semel.Tx tx, Projection.Event event)
        throws SQLException {
      Db.run(
          tx.connection(),
          "insert into "
              + table
              + " select cast(? as char(1)), count(*), cast(? as char(4)) from "
              + table
              + " where stream = ?",
          event.stream(),
          text(event.body()),
          event.stream());
    }

    Answer deliver(Connection c, String stream, long sequence) throws SQLException {
      return projection.deliver(c, stream, sequence, body(sequence));
    }

    List<String> rows(String stream) throws SQLException {
      return db.rows(
          "select trim(body) from " + table + " where trim(stream) = ? order by place", stream);
    }
  }

  private static byte[] body(long sequence) {
    return ("e" + sequence).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] body) {
    return new String(body, StandardCharsets.UTF_8);
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<String> notes(long last) {
    return upTo(last).stream().map(n -> "e" + n).toList();
  }

  @ParameterizedTest
  @EnumSource
  void every_order_of_five_with_every_event_twice_ends_the_same(Db db) throws Exception {
    Log log = Log.on(db);
    for (List<Long> order : Deliveries.permutations(upTo(5))) {
      String stream = "s";
      db.committing(
          c -> {
            Db.run(c, "delete from " + log.table);
            Db.run(c, "delete from semel_stream where scope = ?", log.table);
            for (long sequence : Deliveries.twice(order)) {
              log.deliver(c, stream, sequence);
            }
          });
      assertThat(log.rows(stream)).as("%s", order).isEqualTo(notes(5));
    }
    assertThat(
            db.rows(
                "select count(*) from semel_stream_parked where stream_id in"
                    + " (select id from semel_stream where scope = ?)",
                log.table))
        .containsExactly("0");
  }

  @ParameterizedTest
  @EnumSource
  void long_streams_in_random_order_with_repeats_and_crashes_end_the_same(Db db) throws Exception {
    Log log = Log.on(db);
    Random random = Deliveries.random("projection on " + db);
    for (String stream : List.of("a", "b", "c")) {
      for (long sequence : Deliveries.shuffled(upTo(40), random)) {
        if (random.nextInt(3) == 0) {
          db.rollingBack(c -> log.deliver(c, stream, sequence));
        }
        db.committing(c -> log.deliver(c, stream, sequence));
      }
      assertThat(log.rows(stream)).isEqualTo(notes(40));
      assertThat(db.<Projection.Progress>commit(c -> log.projection.progress(c, stream)))
          .isEqualTo(new Projection.Progress(41, 0));
    }
  }

  @ParameterizedTest
  @EnumSource
  void it_says_what_became_of_a_delivery(Db db) throws Exception {
    Log log = Log.on(db);
    List<Answer> answers = new ArrayList<>();
    for (long sequence : new long[] {1, 1, 3, 4, 3, 2, 3}) {
      answers.add(db.commit(c -> log.deliver(c, "s", sequence)));
    }
    assertThat(answers)
        .containsExactly(
            new Answer.Applied(2, 0),
            new Answer.Repeated(2),
            new Answer.Parked(2, 1),
            new Answer.Parked(2, 2),
            new Answer.Parked(2, 2),
            new Answer.Applied(5, 2),
            new Answer.Repeated(5));
  }

  @ParameterizedTest
  @EnumSource
  void many_at_once_end_the_same(Db db) throws Exception {
    Log log = Log.on(db);
    Random random = Deliveries.random("projection at once on " + db);
    for (String stream : List.of("a", "b", "c", "d", "e")) {
      List<Db.Work<Answer>> works = new ArrayList<>();
      for (long sequence : Deliveries.shuffled(upTo(6), random)) {
        works.add(c -> log.deliver(c, stream, sequence));
      }
      List<Answer> answers = db.atOnce(works);
      assertThat(log.rows(stream)).as("%s", answers).isEqualTo(notes(6));
    }
  }

  @ParameterizedTest
  @EnumSource
  void without_the_row_lock_two_at_once_apply_an_event_twice(Db db) throws Exception {
    String table = Db.fresh("naive");
    db.ddl("create table " + table + " (next_sequence int, balance int)");
    db.ddl("insert into " + table + " values (1, 0)");
    CyclicBarrier bothHaveLooked = new CyclicBarrier(2);
    Db.Work<Integer> naive =
        c -> {
          boolean next = read(c, table) == 1;
          bothHaveLooked.await();
          if (next) {
            Db.run(c, "update " + table + " set balance = balance + 10, next_sequence = 2");
          }
          return 0;
        };
    db.atOnce(List.of(naive, naive));
    assertThat(db.rows("select balance from " + table))
        .as("the check can fail")
        .containsExactly("20");

    String real = Db.fresh("locked");
    db.ddl("create table " + real + " (balance int)");
    db.ddl("insert into " + real + " values (0)");
    Projection<SQLException> projection =
        Projection.of(
            real,
            (tx, event) ->
                Db.run(tx.connection(), "update " + real + " set balance = balance + 10"));
    Db.Work<Answer> guarded = c -> projection.deliver(c, "s", 1, body(1));
    db.atOnce(List.of(guarded, guarded, guarded));
    assertThat(db.rows("select balance from " + real)).containsExactly("10");
  }

  private static int read(Connection c, String table) throws SQLException {
    try (var statement = c.createStatement();
        var rows = statement.executeQuery("select next_sequence from " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void an_effect_that_fails_leaves_nothing_even_if_the_caller_commits(Db db) throws Exception {
    Log log = Log.on(db);
    AtomicBoolean broken = new AtomicBoolean(true);
    Projection<SQLException> sometimes =
        Projection.of(
            log.table,
            (tx, event) -> {
              Log.note(log.table, tx, event);
              if (event.sequence() == 3 && broken.get()) {
                throw new SQLException("out of order");
              }
            });
    db.committing(c -> sometimes.deliver(c, "s", 3, body(3)));
    db.committing(c -> sometimes.deliver(c, "s", 2, body(2)));
    db.committing(
        c ->
            assertThatThrownBy(() -> sometimes.deliver(c, "s", 1, body(1)))
                .isInstanceOf(SQLException.class)
                .hasMessage("out of order"));
    assertThat(log.rows("s")).isEmpty();
    broken.set(false);
    db.committing(c -> sometimes.deliver(c, "s", 1, body(1)));
    assertThat(log.rows("s")).isEqualTo(notes(3));
  }

  @ParameterizedTest
  @EnumSource
  void an_error_the_effect_swallows_is_not_taken_for_success(Db db) throws Exception {
    db.dataSource();
    String scope = Db.fresh("swallows");
    Projection<SQLException> projection =
        Projection.of(
            scope,
            (tx, event) -> {
              try {
                Db.run(tx.connection(), "insert into semel_schema (version) values (null)");
              } catch (SQLException e) {
                assertThat(e.getSQLState()).isNotNull();
              }
            });
    assertThatThrownBy(() -> db.committing(c -> projection.deliver(c, "s", 1, body(1))))
        .hasMessageStartingWith("SEMEL-017");
    assertThat(db.<Projection.Progress>commit(c -> projection.progress(c, "s")).next())
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void another_event_under_a_used_number_is_refused(Db db) throws Exception {
    Log log = Log.on(db);
    db.committing(c -> log.deliver(c, "s", 1));
    db.committing(c -> log.deliver(c, "s", 3));
    for (long used : new long[] {1, 3}) {
      db.committing(
          c ->
              assertThatThrownBy(() -> log.projection.deliver(c, "s", used, body(99)))
                  .hasMessageStartingWith("SEMEL-032"));
    }
    db.committing(c -> log.deliver(c, "s", 2));
    assertThat(log.rows("s")).isEqualTo(notes(3));
  }

  @ParameterizedTest
  @EnumSource
  void what_is_parked_is_bounded_and_a_person_can_skip(Db db) throws Exception {
    Log log = Log.on(db);
    Projection<SQLException> small = log.projection.parkingUpTo(2).bodyBytesMax(10);
    db.committing(
        c -> {
          small.deliver(c, "s", 3, body(3));
          small.deliver(c, "s", 5, body(5));
          assertThatThrownBy(() -> small.deliver(c, "s", 6, body(6)))
              .hasMessageStartingWith("SEMEL-031")
              .hasMessageContaining("Event 1 is missing");
          small.deliver(c, "s", 3, body(3));
          assertThatThrownBy(() -> small.deliver(c, "t", 2, new byte[11]))
              .hasMessageStartingWith("SEMEL-033");
        });
    db.committing(
        c ->
            assertThatThrownBy(() -> small.skipTo(c, "s", 4))
                .hasMessageStartingWith("SEMEL-037")
                .hasMessageContaining("event 3"));
    for (int repeat = 0; repeat < 2; repeat++) {
      Answer skipped = db.commit(c -> small.skipTo(c, "s", 3));
      assertThat(skipped)
          .isEqualTo(repeat == 0 ? new Answer.Applied(4, 1) : new Answer.Repeated(4));
    }
    db.committing(c -> small.deliver(c, "s", 4, body(4)));
    assertThat(log.rows("s")).containsExactly("e3", "e4", "e5");
  }

  @ParameterizedTest
  @EnumSource
  void auto_commit_is_refused_and_once_is_fine(Db db) throws Exception {
    Log log = Log.on(db);
    try (Connection c = db.dataSource().getConnection()) {
      assertThatThrownBy(() -> log.deliver(c, "s", 1)).hasMessageStartingWith("SEMEL-001");
    }
    Semel semel = Semel.on(db.dataSource());
    for (long sequence : new long[] {2, 1, 2, 1}) {
      semel.once(
          Key.of("projection-test", Db.fresh("delivery")),
          tx -> log.deliver(tx.connection(), "s", sequence));
    }
    semel
        .batch(Db.fresh("batch"), List.of(5L, 4L, 3L, 3L))
        .keyedBy(sequence -> Db.fresh("delivery"))
        .apply((tx, sequence) -> log.deliver(tx.connection(), "s", sequence));
    assertThat(log.rows("s")).isEqualTo(notes(5));
  }

  @ParameterizedTest
  @EnumSource
  void new_streams_at_once_do_not_disturb_each_other(Db db) throws Exception {
    Log log = Log.on(db);
    int before = Db.redeliveries();
    for (int round = 0; round < 5; round++) {
      List<Db.Work<Answer>> works = new ArrayList<>();
      Set<String> streams = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        String stream = "r" + round + i;
        streams.add(stream);
        works.add(c -> log.projection.deliver(c, stream, 2, body(2)));
      }
      assertThat(db.atOnce(works)).containsOnly(new Answer.Parked(1, 1));
    }
    assertThat(Db.redeliveries()).as("no deadlocks").isEqualTo(before);
  }
}
