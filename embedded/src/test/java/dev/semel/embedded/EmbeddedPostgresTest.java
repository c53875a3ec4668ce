// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.postgres.WireClient;
import dev.semel.embedded.internal.run.ProcessMark;
import dev.semel.embedded.internal.run.ServerProcesses;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  @TempDir private Path cache;

  @Test
  void a_started_server_answers_the_real_driver() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      assertThat(Sql.ask(postgres, "SELECT 6 * 7")).isEqualTo("42");
      assertThat(postgres.version()).startsWith("18.");
      assertThat(postgres.user()).isEqualTo("postgres");
      assertThat(postgres.jdbcUrl()).contains("127.0.0.1:" + postgres.port());
      assertThat(postgres.isRunning()).isTrue();
    }
  }

  @Test
  void it_is_utf_8_in_the_c_locale_and_lives_in_utc() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      assertThat(Sql.ask(postgres, "SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(Sql.ask(postgres, "SELECT datcollate FROM pg_database LIMIT 1")).isEqualTo("C");
      try (var client = new WireClient(postgres.port(), "postgres")) { // Sends no zone of its own.
        assertThat(client.ask("SHOW timezone")).isEqualTo("UTC");
      }
      assertThat(Sql.ask(postgres, "SHOW log_timezone")).isEqualTo("UTC");
    }
  }

  @Test
  void it_listens_on_the_loopback_address_only_and_on_no_unix_socket() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      assertThat(Sql.ask(postgres, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(Sql.ask(postgres, "SHOW unix_socket_directories")).isEmpty();
      assertThat(postgres.port()).isBetween(20_000, 32_000);
    }
  }

  @Test
  void the_pid_is_that_of_the_postmaster() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      String parent = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'checkpointer'";
      long checkpointer = Long.parseLong(Sql.ask(postgres, parent));
      assertThat(ProcessHandle.of(checkpointer).orElseThrow().parent())
          .map(ProcessHandle::pid)
          .hasValue(postgres.pid());
    }
  }

  @Test
  void a_closed_server_leaves_no_process_and_no_directory() throws Exception {
    var postgres = TestBinaries.in(cache).start();
    List<ProcessHandle> processes = Runs.processesOf(postgres);
    assertThat(processes).hasSizeGreaterThan(3);

    postgres.close();
    postgres.close();

    assertThat(Runs.processesOf(postgres)).isEmpty();
    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(Runs.in(cache)).isEmpty();
    assertThat(postgres.isRunning()).isFalse();
    assertThatThrownBy(postgres::pid).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(postgres::restart).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closing_does_not_wait_for_clients() throws Exception {
    var postgres = TestBinaries.in(cache).start();
    try (var connection = Sql.connect(postgres.jdbcUrl())) {
      postgres.close();
      assertThat(connection.isValid(1)).isFalse();
    }
  }

  @Test
  void two_servers_live_side_by_side_as_two_systems() throws Exception {
    String identifier = "SELECT system_identifier FROM pg_control_system()";
    try (var one = TestBinaries.in(cache).start();
        var other = TestBinaries.in(cache).start()) {
      assertThat(one.port()).isNotEqualTo(other.port());
      assertThat(Sql.ask(one, identifier)).isNotEqualTo(Sql.ask(other, identifier));
    }
  }

  @Test
  void a_created_database_has_its_own_url() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      String url = postgres.createDatabase("ledger_1");
      assertThat(Sql.ask(url, "SELECT current_database()")).isEqualTo("ledger_1");
      assertThatThrownBy(() -> postgres.createDatabase("ledger_1"))
          .hasMessageStartingWith("SEMEL-208")
          .hasMessageContaining("42P04");
      assertThatThrownBy(() -> postgres.createDatabase("x; DROP DATABASE ledger_1"))
          .hasMessageStartingWith("SEMEL-205");
      assertThat(postgres.createDatabase("ledger_2")).endsWith("/ledger_2?user=postgres");
    }
  }

  @Test
  void a_kept_data_directory_outlives_its_server() throws Exception {
    Path data = cache.resolve("mine/data");
    try (var postgres = TestBinaries.in(cache).dataDirectory(data).start()) {
      assertThat(postgres.dataDirectory()).isEqualTo(data);
      Sql.run(postgres, "CREATE TABLE t AS SELECT 1 AS n");
    }
    assertThat(Runs.in(cache)).isEmpty();
    try (var postgres = TestBinaries.in(cache).dataDirectory(data).start()) {
      assertThat(Sql.ask(postgres, "SELECT n FROM t")).isEqualTo("1");
    }
    assertThat(data).exists();
  }

  @Test
  void a_directory_with_other_files_is_not_made_a_cluster() throws Exception {
    Path data = Files.createDirectory(cache.resolve("photos"));
    Path photo = Files.writeString(data.resolve("photo.jpg"), "x");
    assertThatThrownBy(() -> TestBinaries.in(cache).dataDirectory(data).start())
        .hasMessageStartingWith("SEMEL-205")
        .hasMessageContaining("photos");
    assertThat(photo).exists();
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void a_restart_keeps_port_and_data() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      Sql.run(postgres, "CREATE TABLE t AS SELECT 1 AS n");
      String url = postgres.jdbcUrl();

      postgres.restart();

      assertThat(postgres.jdbcUrl()).isEqualTo(url);
      assertThat(Sql.ask(postgres, "SELECT n FROM t")).isEqualTo("1");
    }
  }

  @Test
  void a_restart_moves_if_somebody_took_the_port() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      int port = postgres.port();
      postgres.stopImmediately();
      try (var taker = new ServerSocket(port)) {
        postgres.restart();
        assertThat(postgres.port()).isNotEqualTo(taker.getLocalPort());
        assertThat(Sql.ask(postgres, "SELECT 1")).isEqualTo("1");
      }
    }
  }

  @Test
  void settings_reach_the_server() throws Exception {
    try (var postgres = TestBinaries.in(cache).setting("max_connections", "37").start()) {
      assertThat(Sql.ask(postgres, "SHOW max_connections")).isEqualTo("37");
    }
  }

  @Test
  void progress_is_told_in_plain_lines() {
    List<String> lines = new ArrayList<>();
    try (var postgres = TestBinaries.in(cache).progress(lines::add).start()) {
      assertThat(lines)
          .containsExactly(
              "creating a database cluster…",
              "PostgreSQL " + postgres.version() + " is ready on port " + postgres.port());
    }
  }

  @Test
  void a_failed_start_shows_the_log_and_leaves_nothing() throws Exception {
    assertThatThrownBy(() -> TestBinaries.in(cache).setting("shared_buffers", "nonsense").start())
        .isInstanceOfSatisfying(
            EmbeddedServerException.class,
            e -> assertThat(e.code()).isEqualTo(Code.SERVER_DID_NOT_START))
        .hasMessageStartingWith("SEMEL-203")
        .hasMessageContaining("invalid value for parameter \"shared_buffers\"");
    assertThat(Runs.in(cache)).isEmpty();
    assertThat(ServerProcesses.of(cache.toString())).isEmpty();
  }

  @Test
  void a_listener_that_fails_after_the_start_leaves_nothing() throws Exception {
    List<Path> runs = new ArrayList<>();
    var failing =
        TestBinaries.in(cache)
            .progress(
                line -> {
                  if (line.contains("ready")) {
                    runs.addAll(Runs.of(cache));
                    throw new AssertionError("listener");
                  }
                });
    assertThatThrownBy(failing::start).isInstanceOf(AssertionError.class);
    assertThat(runs).hasSize(1);
    assertThat(ServerProcesses.of(runs.get(0).getFileName().toString())).isEmpty();
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void an_interrupted_start_leaves_nothing() throws Exception {
    Thread me = Thread.currentThread();
    var interrupting =
        TestBinaries.in(cache)
            .progress(
                line -> {
                  if (line.contains("creating")) {
                    me.interrupt();
                  }
                });
    assertThatThrownBy(interrupting::start).isInstanceOf(EmbeddedServerException.class);
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void an_interrupted_thread_can_kill_and_close() throws Exception {
    var postgres = TestBinaries.in(cache).start();
    List<ProcessHandle> processes = Runs.processesOf(postgres);
    Thread.currentThread().interrupt();
    postgres.kill();
    postgres.close();
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(processes).noneMatch(process -> ProcessMark.of(process.pid()).isPresent());
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void a_cache_that_cannot_be_made_is_a_clear_error() throws Exception {
    Path file = Files.writeString(cache.resolve("file"), "");
    assertThatThrownBy(() -> TestBinaries.in(file.resolve("cache")).start())
        .hasMessageStartingWith("SEMEL-206")
        .hasMessageContaining(file.toString());
  }
}
