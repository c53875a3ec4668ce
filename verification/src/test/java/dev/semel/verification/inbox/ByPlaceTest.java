// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.Inbox.Progress;
import dev.semel.Inbox.Taken;
import dev.semel.Message;
import dev.semel.Semel;
import dev.semel.spi.InboxEvent.Why;
import dev.semel.spi.IncomingMessage;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Messages that are told by their place. */
@OnEveryServer
class ByPlaceTest extends InboxContract {

  @Override
  Inbox started() {
    return super.started().byPlace();
  }

  @Test
  void what_comes_again_is_known_by_its_place() {
    IncomingMessage[] batch = {message(5, "k", "a"), message(6, null, "b"), message(7, "k", "c")};
    assertThat(take(started(), batch)).isEqualTo(new Taken(3, 0, 0, 0));
    assertThat(take(started(), batch)).isEqualTo(new Taken(0, 3, 0, 0));
    assertThat(take(started(), batch[2], message(8, "k", "d"), message(8, "k", "d")))
        .isEqualTo(new Taken(1, 2, 0, 0));
    assertThat(applied()).containsExactly("a", "b", "c", "d");
    assertThat(db.settled(scope)).as("ledger rows").isZero();
  }

  @Test
  void ids_do_not_count() {
    IncomingMessage nameless =
        new IncomingMessage(null, LANE, 3, "k", null, null, bytes(""), bytes("x"));
    assertThat(take(started(), message(1, "k", "a"), message(2, "k", "a", "another"), nameless))
        .isEqualTo(new Taken(3, 0, 0, 0));
  }

  @Test
  void ten_thousand_messages_leave_one_row() {
    Inbox inbox = started();
    for (int from = 0; from < 10_000; from += 500) {
      List<IncomingMessage> batch = new ArrayList<>();
      for (int i = from; i < from + 500; i++) {
        batch.add(message(i, "k" + i % 7, "m" + i));
      }
      Effect.ForEach<IncomingMessage> effect =
          (tx, message) ->
              tx.add("insert into effect (id, what) values (?, 'added')", message.id());
      assertThat(inbox.take(batch, effect)).isEqualTo(new Taken(500, 0, 0, 0));
      assertThat(inbox.take(batch.subList(400, 500), effect)).isEqualTo(new Taken(0, 100, 0, 0));
    }
    assertThat(applied()).hasSize(10_000).doesNotHaveDuplicates();
    assertThat(rows("semel_position")).isEqualTo(1);
    assertThat(rows("semel_source")).isEqualTo(1);
    assertThat(rows("semel_inbox_held")).isZero();
    assertThat(db.settled(scope) + db.unsettled(scope)).as("ledger rows").isZero();
  }

  @Test
  void one_that_fails_is_held_with_its_number_and_those_of_its_key_behind_it() {
    broken.add("k2");
    IncomingMessage[] batch = {
      message(0, "k", "k1"),
      message(1, "k", "k2"),
      message(2, "j", "j1"),
      message(3, "k", "k3"),
      message(4, null, "n1")
    };
    Inbox inbox = started();
    assertThat(take(inbox, batch)).isEqualTo(new Taken(3, 0, 2, 0));
    assertThat(applied()).containsExactly("k1", "j1", "n1");
    assertThat(take(started(), batch)).as("all are settled").isEqualTo(new Taken(0, 5, 0, 0));
    assertThat(take(started(), message(5, "k", "k4"))).isEqualTo(new Taken(0, 0, 1, 0));
    assertThat(held()).isEqualTo(3);

    broken.clear();
    assertThat(retryAll(inbox)).isEqualTo(3);
    assertThat(applied()).containsExactly("k1", "j1", "n1", "k2", "k3", "k4");
    assertThat(held()).isZero();
    assertThat(take(started(), batch)).isEqualTo(new Taken(0, 5, 0, 0));
    assertThat(take(started(), message(6, "k", "k5"))).isEqualTo(new Taken(1, 0, 0, 0));
    assertThat(db.settled(scope)).as("ledger rows").isZero();
  }

  @Test
  void one_that_goes_on_failing_is_parked_and_a_person_decides() {
    broken.add("k1");
    Inbox inbox = started().attemptsMax(1);
    assertThat(take(inbox, message(0, "k", "k1"), message(1, "k", "k2")))
        .isEqualTo(new Taken(0, 0, 2, 1));
    assertThat(reasons(inbox)).containsExactly(Why.FAILED);
    inbox.skip(inbox.parked(1).get(0).number(), "a test");
    assertThat(retryAll(inbox)).isEqualTo(1);
    assertThat(applied()).containsExactly("k2");
    assertThat(take(started(), message(0, "k", "k1"))).isEqualTo(new Taken(0, 1, 0, 0));
  }

  @Test
  void a_swallowed_error_is_found_out() {
    Taken taken =
        started()
            .take(
                List.of(message(0, "a", "a"), message(1, "b", "b"), message(2, "c", "c")),
                (tx, message) -> {
                  credit(tx, message);
                  if ("b".equals(message.id())) {
                    swallowed(tx.connection());
                  }
                });
    assertThat(taken).isEqualTo(new Taken(2, 0, 1, 0));
    assertThat(applied()).containsExactly("a", "c");
    assertThat(errors()).singleElement().asString().contains("SEMEL-017");
  }

  private static void swallowed(Connection c) {
    try {
      Sql.run(c, "insert into taken (id) values (1)");
    } catch (SQLException e) {
      // On purpose.
    }
  }

  @Test
  void an_added_statement_that_fails_is_that_of_its_message() {
    Taken taken =
        started()
            .take(
                List.of(message(0, "a", "a"), message(1, "b", "b"), message(2, "c", "c")),
                (tx, message) -> {
                  int number = "b".equals(message.id()) ? 1 : 100 + (int) message.number();
                  tx.add("insert into taken (id) values (?)", number);
                  tx.add("insert into effect (id, what) values (?, 'added')", message.id());
                });
    Sql.run(db.dataSource(), "delete from taken where id >= 100");
    assertThat(taken).isEqualTo(new Taken(2, 0, 1, 0));
    assertThat(applied()).containsExactlyInAnyOrder("a", "c");
  }

  /** What it did may stand; nobody applies it, or those with it, a second time by himself. */
  @Test
  void an_effect_that_commits_by_itself_is_found_out_and_a_person_decides() {
    assumeFalse(db.isH2(), "H2 releases savepoints it does not know; the guard is all there is");
    Leaky leaky = new Leaky(db.raw());
    Inbox inbox = Semel.on(leaky).inbox(scope).byPlace();
    IncomingMessage[] batch = {message(0, "a", "a"), message(1, "b", "b"), message(2, "c", "c")};
    Effect.ForEach<IncomingMessage> effect =
        (tx, message) -> {
          credit(tx, message);
          if ("b".equals(message.id())) {
            leaky.last.commit();
          }
        };
    assertThat(inbox.take(List.of(batch), effect)).isEqualTo(new Taken(0, 0, 3, 3));
    assertThat(tries.get()).as("nobody tried again").isEqualTo(3);
    assertThat(applied()).as("what was committed in between").containsExactly("a", "b");
    assertThat(errors()).allMatch(error -> error.contains("SEMEL-016"));
    assertThat(inbox.take(List.of(batch), effect)).isEqualTo(new Taken(0, 3, 0, 0));
    assertThat(inbox.retry(effect)).isZero();
  }

  @Test
  void messages_are_published_with_the_effects_that_commit_and_under_the_same_id_later() {
    Inbox inbox = started();
    broken.add("b");
    Effect.ForEach<IncomingMessage> effect =
        (tx, message) -> {
          tx.publish(Message.to("told").body(message.id()));
          credit(tx, message);
        };
    inbox.take(List.of(message(0, "a", "a"), message(1, "b", "b"), message(2, "c", "c")), effect);
    assertThat(published()).containsExactlyInAnyOrder("a", "c");
    broken.clear();
    assertThat(inbox.retry(effect)).isEqualTo(1);
    assertThat(published()).containsExactlyInAnyOrder("a", "c", "b");
  }

  private List<String> published() {
    String body = db.isPostgreSql() ? "convert_from(body, 'UTF8')" : "cast(body as char)";
    return Sql.texts(
        db.dataSource(),
        "select " + (db.isH2() ? "utf8tostring(body)" : body) + " from semel_outbox");
  }

  @Test
  void those_that_cannot_be_read_are_parked_with_a_letter_in_the_same_transaction() {
    Inbox inbox =
        started()
            .deadLetters(
                (message, why, error, attempts) ->
                    Message.to("dead").body(why + " " + message.number()));
    assertThat(take(inbox, unfit(0, "k", "k1", "torn"), message(1, "k", "k2")))
        .isEqualTo(new Taken(0, 0, 2, 1));
    assertThat(reasons(inbox)).containsExactly(Why.UNFIT);
    assertThat(published()).containsExactly("UNFIT 0");
  }

  @Test
  void one_of_which_nobody_can_tell_is_parked() {
    Inbox inbox = started();
    take(inbox, message(5_000, null, "late"));
    assertThat(take(inbox, message(10, null, "early"), message(5_001, null, "next")))
        .isEqualTo(new Taken(1, 0, 1, 1));
    assertThat(reasons(inbox)).containsExactly(Why.FORGOTTEN);
    assertThat(take(started(), message(10, null, "early"))).isEqualTo(new Taken(0, 0, 1, 0));
  }

  /** A compacted lane, or one with the marks of transactions in it. */
  @Test
  void numbers_that_never_come_are_no_riddle_later() {
    Inbox inbox = started();
    long at = 0;
    for (int i = 0; i < 3_000; i += 100) {
      List<IncomingMessage> batch = new ArrayList<>();
      for (int j = 0; j < 100; j++) {
        batch.add(message(2L * (i + j), null, "m" + (i + j)));
      }
      inbox.take(batch, this::credit);
      long to = 2L * (i + 100);
      assertThat(inbox.reached(Map.of(LANE, new Progress(at, to)))).isEmpty();
      at = to;
    }
    assertThat(take(started(), message(0, null, "m0"), message(2_000, null, "m1000")))
        .isEqualTo(new Taken(0, 2, 0, 0));
  }

  @Test
  void two_processes_at_once_apply_each_once_and_wait_for_each_other_in_one_order()
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 20; round++) {
        List<IncomingMessage> batch = new ArrayList<>();
        for (int lane = 0; lane < 4; lane++) {
          batch.add(in(lane, round, "r" + round + "l" + lane));
        }
        List<IncomingMessage> other = new ArrayList<>(batch);
        Collections.reverse(other);
        Future<Taken> one = threads.submit(() -> started().take(batch, this::credit));
        Future<Taken> two = threads.submit(() -> started().take(other, this::credit));
        assertThat(one.get().applied() + two.get().applied()).isEqualTo(4);
        assertThat(one.get().duplicates() + two.get().duplicates()).isEqualTo(4);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(applied()).hasSize(80).doesNotHaveDuplicates();
  }

  private static IncomingMessage in(int lane, long number, String id) {
    return new IncomingMessage(
        id,
        new IncomingMessage.Lane(LANE.source(), LANE.epoch(), "l" + lane),
        number,
        null,
        null,
        null,
        bytes(""),
        bytes(id));
  }

  private List<String> errors() {
    return Sql.texts(db.dataSource(), "select error from semel_inbox_held where scope = ?", scope);
  }

  private long rows(String table) {
    return Sql.number(db.dataSource(), "select count(*) from " + table + " where scope = ?", scope);
  }

  /** Its last connection can be got at, as frameworks that bind connections to threads allow it. */
  private static final class Leaky extends Raw {
    private final DataSource behind;
    private Connection last;

    Leaky(DataSource behind) {
      super("");
      this.behind = behind;
    }

    @Override
    public Connection getConnection() throws SQLException {
      last = behind.getConnection();
      return last;
    }
  }
}
