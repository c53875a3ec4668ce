// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.run.Command;
import dev.semel.embedded.internal.run.DirectoryTree;
import dev.semel.embedded.internal.run.Poll;
import dev.semel.embedded.internal.run.ProcessMark;
import dev.semel.embedded.internal.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A data directory with the programs that serve it, and whom they run as. */
public record Cluster(Binaries binaries, RunAs runAs, RunDirectory run, Path data) {
  public static final String SUPERUSER = "postgres";
  private static final Duration INITDB_MAX = Duration.ofMinutes(2);
  private static final Duration BURIAL_MAX = Duration.ofSeconds(2);

  /** Makes the directory a cluster, unless it is one from an earlier time. */
  public void prepare(Options options) throws IOException {
    boolean exists = Files.exists(data.resolve("PG_VERSION"));
    if (exists) {
      forgetDeadPostmaster();
    } else {
      requireEmpty();
    }
    if (!Files.isDirectory(data)) {
      Files.createDirectories(data);
      DirectoryTree.setMode(data, 0700);
    }
    runAs.requireReach(data.resolve("..").normalize());
    runAs.requireReach(binaries.directory());
    takeOwnership();
    if (!exists) {
      options.tell("creating a database cluster…");
      initdb();
    }
  }

  public List<String> serverCommand(int port, Settings settings) {
    List<String> line = new ArrayList<>();
    line.add(binaries.postgres().toString());
    line.addAll(List.of("-D", data.toString(), "-c", "port=" + port));
    line.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
    line.addAll(List.of("-c", "cluster_name=" + clusterName()));
    line.addAll(List.of("-c", "update_process_title=on", "-c", "logging_collector=off"));
    line.addAll(settings.arguments());
    return runAs.command(line);
  }

  public List<String> stopCommand(String mode) {
    return runAs.command(
        List.of(
            binaries.pgCtl().toString(), "stop", "-m", mode, "-W", "-s", "-D", data.toString()));
  }

  /** What the right server answers to SHOW cluster_name, and each process has in its title. */
  public String clusterName() {
    return "semel-" + run.name();
  }

  private void requireEmpty() throws IOException {
    if (!Files.isDirectory(data)) {
      return;
    }
    try (Stream<Path> entries = Files.list(data)) {
      if (entries.findAny().isPresent()) {
        throw new EmbeddedServerException(
            Code.BAD_OPTION,
            "dataDirectory("
                + data
                + ") has files but no PG_VERSION: it is neither a PostgreSQL cluster nor empty");
      }
    }
  }

  /**
   * PostgreSQL takes a zombie for a rival in the same directory. Some containers have no init that
   * would bury it, so after a short wait the rival's note is removed: a zombie serves nobody.
   */
  private void forgetDeadPostmaster() throws IOException {
    Path note = data.resolve("postmaster.pid");
    if (!Files.exists(note)) {
      return;
    }
    String first = Files.readString(note).lines().findFirst().orElse("");
    if (!first.matches("\\d{1,10}")) {
      return; // Cut short or of a single-user server: for PostgreSQL to judge.
    }
    long pid = Long.parseLong(first);
    boolean zombie = ProcessHandle.of(pid).isPresent() && ProcessMark.of(pid).isEmpty();
    if (zombie && !Poll.until(BURIAL_MAX, () -> ProcessHandle.of(pid).isEmpty())) {
      Files.deleteIfExists(note);
    }
  }

  private void takeOwnership() throws IOException {
    if (runAs.ownsFiles() && !Files.getAttribute(data, "unix:uid").equals(runAs.owner())) {
      DirectoryTree.giveTo(runAs.owner(), data);
    }
  }

  private void initdb() {
    List<String> line = new ArrayList<>();
    line.add(binaries.initdb().toString());
    line.addAll(List.of("-D", data.toString(), "-U", SUPERUSER, "--auth=trust"));
    line.addAll(List.of("--encoding=UTF8", "--no-locale", "--no-instructions"));
    if (data.startsWith(run.path())) {
      // Only a loss of power could tell the difference, and then this directory is deleted unread.
      line.add("--no-sync");
    }
    Command.Result result = new Command(runAs.command(line)).run(INITDB_MAX);
    if (!result.succeeded()) {
      throw new EmbeddedServerException(
          Code.SERVER_DID_NOT_START,
          "no database cluster could be created in %s: %s ended with %d:%n%s"
              .formatted(data, binaries.initdb(), result.status(), result.output()));
    }
  }
}
