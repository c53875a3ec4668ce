// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.Inbox.Taken;
import dev.semel.SemelException;
import dev.semel.internal.sql.Uuids;
import dev.semel.internal.stream.StreamNames;
import dev.semel.spi.InboxEvent.Why;
import dev.semel.spi.IncomingMessage;
import dev.semel.verification.chaos.ForkedJvm;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that end the process which applies them. */
@OnEveryServer
class DeathsTest extends InboxContract {
  private static final int LIVES_MAX = 20;

  @ParameterizedTest
  @ValueSource(strings = {"id", "place"})
  void a_message_that_kills_is_parked_and_its_neighbours_are_applied_once(String told)
      throws Exception {
    assumeProcesses();
    assertThat(deaths(told, 1, "l0m4")).as("one in a batch, and three alone").isEqualTo(4);
    Inbox inbox = started();
    assertThat(reasons(inbox)).containsExactly(Why.DEADLY);
    Inbox.Parked parked = inbox.parked(1).get(0);
    assertThat(parked.messageId()).contains("l0m4");
    assertThat(parked.attempts()).isEqualTo(3);
    assertThat(parked.behind()).as("l0m7 and l0m10 have its key").isEqualTo(2);
    assertThat(applied())
        .containsExactlyInAnyOrder(
            "l0m0", "l0m1", "l0m2", "l0m3", "l0m5", "l0m6", "l0m8", "l0m9", "l0m11");
    assertThat(marks()).isZero();
  }

  /** The first of them is found, then the second, in a later death of the same stretch. */
  @Test
  void two_that_kill_are_both_found() throws Exception {
    assumeProcesses();
    assertThat(deaths("id", 1, "l0m2,l0m5")).as("of the first 4, of the second 3").isEqualTo(7);
    assertThat(started().parked(10)).extracting(Inbox.Parked::place).containsExactly(2L, 5L);
    assertThat(applied()).hasSize(DeadlyMain.MESSAGES - 2).doesNotHaveDuplicates();
  }

  /** Messages that are being tried alone in other lanes when the process ends are innocent. */
  @Test
  void those_of_other_lanes_are_not_taken_for_it() throws Exception {
    assumeProcesses();
    int lanes = 6;
    int deaths = deaths("id", lanes, "l3m0");
    assertThat(deaths).isBetween(4, LIVES_MAX);
    List<Inbox.Parked> parked = started().parked(100);
    assertThat(parked).singleElement().extracting(Inbox.Parked::lane).isEqualTo("orders/3");
    assertThat(applied()).hasSize(lanes * DeadlyMain.MESSAGES - 1).doesNotHaveDuplicates();
    assertThat(marks()).isZero();
  }

  private int deaths(String told, int lanes, String deadly) throws IOException {
    int deaths = 0;
    while (deaths < LIVES_MAX) {
      try (ForkedJvm jvm =
          new ForkedJvm(DeadlyMain.class, db.url(), scope, told, Integer.toString(lanes), deadly)) {
        StringBuilder said = new StringBuilder();
        if (jvm.readOrEnd("settled", said) != null) {
          return deaths;
        }
        assertThat(jvm.awaitEnd()).as("halted, and said %s", said).isEqualTo(1);
        deaths++;
      }
    }
    throw new AssertionError("it was not found after so many deaths: " + deaths);
  }

  @Test
  void one_that_was_applied_before_the_process_ended_is_not_parked() {
    IncomingMessage message = message(0, "k", "k1");
    take(started(), message);
    mark(0, 5, true, 3);
    assertThat(takeFirst(started(), message, message(1, "k", "k2")))
        .isEqualTo(new Taken(1, 1, 0, 0));
    assertThat(applied()).containsExactly("k1", "k2");
  }

  @Test
  void nothing_is_written_down_while_all_goes_well() {
    Inbox inbox = started();
    assertThat(takeFirst(inbox, message(0, "k", "k1"), message(1, "k", "k2")))
        .isEqualTo(new Taken(2, 0, 0, 0));
    assertThat(marks()).isZero();
    take(inbox, message(2, "k", "k3"));
    assertThat(marks()).isZero();
  }

  @Test
  void an_effect_that_fails_is_no_death() {
    broken.add("k1");
    mark(0, 1, true, 2);
    assertThat(takeFirst(started(), message(0, "k", "k1"), message(1, "j", "j1")))
        .isEqualTo(new Taken(1, 0, 1, 0));
    assertThat(started().standing().waiting()).isEqualTo(1);
    assertThat(marks()).isZero();
  }

  @Test
  void whoever_comes_back_takes_back_what_was_counted() {
    mark(0, 1, true, 2);
    Inbox inbox = started();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  inbox.takeFirst(
                      List.of(message(0, null, "a")),
                      (tx, message) -> {
                        throw new SQLException("the server is away", "08006");
                      }))
          .isInstanceOf(SemelException.class);
      assertThat(Sql.number(db.dataSource(), "select deaths from semel_inbox_mark" + of()))
          .isEqualTo(2);
    }
    assertThat(takeFirst(inbox, message(0, null, "a"), message(1, null, "b")).applied())
        .isEqualTo(2);
    assertThat(marks()).isZero();
  }

  /** A process that was believed dead comes back while its successor is at the same message. */
  @Test
  void one_who_is_slow_is_not_counted_as_dead() {
    mark(0, 0, true, 1);
    Taken unused =
        started()
            .takeFirst(
                List.of(message(0, null, "a")),
                (tx, message) -> {
                  mark(0, 0, true, 3);
                  credit(tx, message);
                });
    assertThat(Sql.number(db.dataSource(), "select deaths from semel_inbox_mark" + of()))
        .as("of the three that were counted one has come back")
        .isEqualTo(2);
  }

  @Test
  void the_stretch_ends_where_it_was_marked_even_if_it_comes_in_other_batches() {
    mark(0, 3, false, 0);
    Inbox inbox = started();
    List<IncomingMessage> all = line("k", 0, 6);
    List<String> seen = new ArrayList<>();
    Effect.ForEach<IncomingMessage> effect =
        (tx, message) -> {
          seen.add(message.number() + " in " + stretch());
          credit(tx, message);
        };
    Taken unused = inbox.takeFirst(all.subList(0, 2), effect);
    assertThat(stretch()).isEqualTo("2-3");
    unused = inbox.take(all.subList(2, 6), effect);
    assertThat(seen)
        .containsExactly("0 in 0-3", "1 in 1-3", "2 in 2-3", "3 in 3-3", "4 in 4-5", "5 in 4-5");
    assertThat(marks()).isZero();
    assertThat(applied()).containsExactly("k1", "k2", "k3", "k4", "k5", "k6");
  }

  private String stretch() {
    return Sql.text(
        db.raw(), "select concat(from_number, '-', to_number) from semel_inbox_mark" + of());
  }

  private Taken takeFirst(Inbox inbox, IncomingMessage... messages) {
    return inbox.takeFirst(List.of(messages), this::credit);
  }

  /** JVMs that die take their time. */
  private void assumeProcesses() {
    assumeFalse(db.isH2(), "an H2 in memory is not there for another process");
    assumeTrue(
        Boolean.getBoolean("semel.full") || server == Server.POSTGRESQL_18,
        "JVMs that die over other servers than PostgreSQL 18 need -Pfull");
  }

  /** What a process that has ended leaves behind. */
  private void mark(long from, long to, boolean alone, int deaths) {
    UUID id = StreamNames.position(scope, LANE.source(), LANE.epoch(), LANE.name()).id();
    Sql.run(db.raw(), "delete from semel_inbox_mark" + of());
    Sql.run(
        db.raw(),
        """
        insert into semel_inbox_mark
               (id, scope, source, epoch, lane, from_number, to_number, alone, deaths, owner)
        values (?, ?, 'orders', 'first', '0', ?, ?, ?, ?, 'another')""",
        db.isMariaDb() ? Uuids.bytes(id) : id,
        scope,
        from,
        to,
        alone,
        deaths);
  }

  private String of() {
    return " where scope = '" + scope + "'";
  }

  private long marks() {
    return Sql.number(db.dataSource(), "select count(*) from semel_inbox_mark" + of());
  }
}
