// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.embedded.internal.run.Poll;
import dev.semel.embedded.internal.run.ProcessMark;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  private static final int KILLS = 4;
  private static final int ACKNOWLEDGED_BETWEEN_KILLS = 300;

  @TempDir private Path cache;

  private final AtomicInteger ids = new AtomicInteger();
  private final Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
  private final Queue<SQLException> broken = new ConcurrentLinkedQueue<>();

  @Test
  void every_acknowledged_row_survives_kill_minus_nine() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      Sql.run(postgres, "CREATE TABLE t (id int PRIMARY KEY)");
      for (int kill = 1; kill <= KILLS; kill++) {
        String url = postgres.jdbcUrl();
        Thread writer = new Thread(() -> insertUntilBroken(url));
        writer.start();
        int enough = kill * ACKNOWLEDGED_BETWEEN_KILLS;
        assertThat(Poll.until(Duration.ofSeconds(60), () -> acknowledged.size() >= enough))
            .isTrue();

        postgres.kill();
        writer.join();
        postgres.restart();

        assertThat(broken).as("the writer was cut off by the kill").hasSize(kill);
        assertThat(stored(postgres)).containsAll(acknowledged);
      }
    }
  }

  @Test
  void a_killed_server_is_gone_with_all_its_children() throws Exception {
    try (var postgres = TestBinaries.in(cache).start();
        var connection = Sql.connect(postgres.jdbcUrl())) {
      List<ProcessHandle> processes = Runs.processesOf(postgres);
      assertThat(processes).hasSizeGreaterThan(3);

      postgres.kill();

      assertThat(Runs.processesOf(postgres)).isEmpty();
      assertThat(processes).noneMatch(process -> ProcessMark.of(process.pid()).isPresent());
      assertThat(postgres.isRunning()).isFalse();
      assertThat(connection.isValid(1)).isFalse();
      postgres.kill();
    }
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void a_busy_backend_does_not_outlive_the_kill() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      String url = postgres.jdbcUrl();
      Thread busy = new Thread(() -> loopInTheServer(url));
      busy.start();
      String active =
          "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO %' AND state = 'active'";
      assertThat(Poll.until(Duration.ofSeconds(20), () -> answer(postgres, active).equals("1")))
          .isTrue();

      postgres.kill();

      assertThat(Runs.processesOf(postgres)).isEmpty();
      busy.join();
      postgres.restart();
      assertThat(Sql.ask(postgres, "SELECT 1")).isEqualTo("1");
    }
  }

  private static List<Integer> stored(EmbeddedPostgres postgres) throws SQLException {
    String all = Sql.ask(postgres, "SELECT string_agg(id::text, ' ') FROM t");
    return Stream.of(all.split(" ", -1)).map(Integer::valueOf).toList();
  }

  private void insertUntilBroken(String url) {
    try (var connection = Sql.connect(url);
        var insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      while (true) {
        int id = ids.incrementAndGet();
        insert.setInt(1, id);
        insert.executeUpdate();
        acknowledged.add(id);
      }
    } catch (SQLException e) {
      broken.add(e);
    }
  }

  private void loopInTheServer(String url) {
    try (var connection = Sql.connect(url);
        var statement = connection.createStatement()) {
      statement.execute("DO 'BEGIN LOOP END LOOP; END'");
    } catch (SQLException e) {
      broken.add(e);
    }
  }

  private static String answer(EmbeddedPostgres postgres, String query) {
    try {
      return Sql.ask(postgres, query);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
