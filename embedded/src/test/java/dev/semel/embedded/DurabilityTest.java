// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurabilityTest {
  @TempDir private Path cache;

  @Test
  void the_server_itself_says_that_it_is_durable() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      assertThat(Sql.ask(postgres, "SHOW fsync")).isEqualTo("on");
      assertThat(Sql.ask(postgres, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(Sql.ask(postgres, "SHOW full_page_writes")).isEqualTo("on");
    }
  }

  @Test
  void alter_system_does_not_undo_it() throws Exception {
    try (var postgres = TestBinaries.in(cache).start()) {
      Sql.run(postgres, "ALTER SYSTEM SET fsync = off");
      postgres.restart();
      assertThat(Sql.ask(postgres, "SHOW fsync")).isEqualTo("on");
    }
  }

  @Test
  void a_server_that_says_otherwise_does_not_start() throws Exception {
    Path data = cache.resolve("data");
    try (var postgres = TestBinaries.in(cache).dataDirectory(data).start()) {
      Sql.run(postgres, "ALTER ROLE postgres SET synchronous_commit = off");
      assertThatThrownBy(postgres::restart).hasMessageStartingWith("SEMEL-204");
      assertThat(postgres.isRunning()).isFalse();
    }
    assertThatThrownBy(() -> TestBinaries.in(cache).dataDirectory(data).start())
        .hasMessageStartingWith("SEMEL-204")
        .hasMessageContaining("synchronous_commit=off")
        .hasMessageContaining("withoutDurability()");
    assertThat(Runs.in(cache)).isEmpty();
  }

  @Test
  void a_setting_that_loses_commits_is_refused() {
    assertThatThrownBy(() -> EmbeddedPostgres.with().setting("fsync", "off").start())
        .hasMessageStartingWith("SEMEL-205")
        .hasMessageContaining("fsync=off")
        .hasMessageContaining("withoutDurability()");
  }

  @Test
  void durability_is_given_up_only_by_name() throws Exception {
    try (var postgres =
        TestBinaries.in(cache).withoutDurability().setting("synchronous_commit", "local").start()) {
      assertThat(Sql.ask(postgres, "SHOW fsync")).isEqualTo("off");
      assertThat(Sql.ask(postgres, "SHOW synchronous_commit")).isEqualTo("local");
    }
  }
}
