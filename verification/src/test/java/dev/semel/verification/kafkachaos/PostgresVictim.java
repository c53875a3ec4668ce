// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A database server: the postmaster and its children. */
record PostgresVictim(EmbeddedPostgres postgres) implements Victim {
  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public boolean isAtWork() {
    return postgres.isRunning();
  }

  @Override
  public void kill() {
    postgres.kill();
  }

  @Override
  public void restart() {
    int port = postgres.port();
    postgres.restart();
    if (postgres.port() != port) {
      throw new AssertionError("the server has another port, which nobody here knows");
    }
  }

  @Override
  public void pause() throws Exception {
    signal("STOP");
  }

  @Override
  public void resume() throws Exception {
    signal("CONT");
  }

  /** The postmaster first, so that it starts no child that would be missed. */
  private void signal(String name) throws IOException, InterruptedException {
    ProcessHandle postmaster = ProcessHandle.of(postgres.pid()).orElseThrow();
    send(name, Stream.of(postmaster));
    try (Stream<ProcessHandle> children = postmaster.descendants()) {
      send(name, children);
    }
  }

  private static void send(String name, Stream<ProcessHandle> processes)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("kill", "-" + name));
    processes.map(process -> Long.toString(process.pid())).forEach(line::add);
    // A child may have ended by itself, so that the exit status says nothing.
    new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
  }
}
