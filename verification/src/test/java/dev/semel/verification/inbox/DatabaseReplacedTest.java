// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Inbox;
import dev.semel.Inbox.Progress;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage.Lane;
import dev.semel.verification.databases.Sql;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby of PostgreSQL is promoted and lacks the last commits. */
class DatabaseReplacedTest {
  private static final Lane LANE = new Lane("payments", "first", "0");
  private static final Lane OTHER = new Lane("payments", "first", "1");

  @TempDir Path folder;

  private final List<InboxEvent> told = new CopyOnWriteArrayList<>();
  private Failover servers;
  private DataSource database;
  private Inbox inbox;

  @BeforeEach
  void start() {
    servers = new Failover(folder);
    database = servers.address();
    Schema.of(database).apply();
    inbox = inbox();
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  private Inbox inbox() {
    return Semel.with(database)
        .listener(
            event -> {
              if (event instanceof InboxEvent of) {
                told.add(of);
              }
            })
        .build()
        .inbox("billing");
  }

  @Test
  void a_failover_that_lost_positions_sends_back_to_what_is_left() throws Exception {
    reached(0, 100);
    servers.standbyFallsBehind();
    goesOn(100, 200);
    servers.promote();
    assertThat(reached(200, 220)).isEqualTo(Map.of(LANE, 100L));
    assertToldOfTheFailover();
    assertThat(told).contains(new InboxEvent.Rewound("billing", "payments/0", 220, 100));
    assertThat(reached(100, 220)).isEmpty();
  }

  /** The row is as the caller believes, and only effects are lost. */
  @Test
  void a_failover_that_lost_effects_after_the_last_position_sends_back_too() throws Exception {
    reached(0, 100);
    servers.standbyFallsBehind();
    Inbox neighbour = inbox();
    assertThat(neighbour.positions(List.of(OTHER))).isEmpty();
    servers.promote();
    assertThat(reached(100, 120)).isEqualTo(Map.of(LANE, 100L));
    assertThat(reached(100, 120)).isEmpty();
    assertToldOfTheFailover();

    assertThat(neighbour.reached(Map.of(OTHER, new Progress(0, 9))))
        .as("one who finds that somebody has written down the new server already")
        .isEqualTo(Map.of(OTHER, 0L));
    assertThat(neighbour.positions(List.of(LANE))).isEqualTo(Map.of(LANE, 120L));
    assertToldOfTheFailover();
  }

  @Test
  void a_process_that_starts_after_the_failover_tells_of_it_once() throws Exception {
    reached(0, 100);
    servers.standbyFallsBehind();
    goesOn(100, 200);
    servers.promote();
    assertThat(inbox().positions(List.of(LANE))).isEqualTo(Map.of(LANE, 100L));
    assertThat(inbox().positions(List.of(LANE))).isEqualTo(Map.of(LANE, 100L));
    assertToldOfTheFailover();
  }

  /** With synchronous_commit off it may have forgotten commits. */
  @Test
  void a_server_that_began_anew_is_not_believed_to_have_all_but_is_no_alarm() {
    reached(0, 100);
    servers.crash();
    assertThat(reached(100, 120)).isEqualTo(Map.of(LANE, 100L));
    assertThat(reached(100, 120)).isEmpty();
    assertThat(told).containsExactly(new InboxEvent.Rewound("billing", "payments/0", 120, 100));
  }

  @Test
  void nothing_is_lost_of_a_lane_in_which_nothing_happened() throws Exception {
    reached(0, 100);
    servers.standbyFallsBehind();
    servers.promote();
    assertThat(reached(100, 100)).isEmpty();
    assertThat(reached(100, 120)).isEmpty();
  }

  @Test
  void a_standby_is_not_asked() throws Exception {
    reached(0, 100);
    servers.standbyFallsBehind();
    servers.startStandby();
    assertThatThrownBy(() -> reached(100, 100)).hasMessageContaining("SEMEL-003");
  }

  /** The server was started anew when it was copied, so it is asked twice. */
  private void goesOn(long from, long to) {
    assertThat(reached(from, to)).isEqualTo(Map.of(LANE, from));
    assertThat(reached(from, to)).isEmpty();
  }

  private Map<Lane, Long> reached(long from, long to) {
    return inbox.reached(Map.of(LANE, new Progress(from, to)));
  }

  private void assertToldOfTheFailover() {
    List<InboxEvent.DatabaseReplaced> replaced =
        told.stream()
            .filter(event -> event instanceof InboxEvent.DatabaseReplaced)
            .map(event -> (InboxEvent.DatabaseReplaced) event)
            .toList();
    assertThat(replaced).hasSize(1);
    InboxEvent.DatabaseReplaced event = replaced.get(0);
    String system = Sql.text(database, "select system_identifier from pg_control_system()");
    assertThat(event.before()).isEqualTo(system + "/00000001");
    assertThat(event.now()).isEqualTo(system + "/00000002");
  }
}
