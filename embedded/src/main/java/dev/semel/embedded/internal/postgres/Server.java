// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.run.Command;
import dev.semel.embedded.internal.run.Poll;
import dev.semel.embedded.internal.run.Ports;
import dev.semel.embedded.internal.run.ProcessMark;
import dev.semel.embedded.internal.run.ServerLog;
import dev.semel.embedded.internal.run.ServerProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One life of the server, from spawn to end; a restart makes another. */
public final class Server {
  private static final int PORT_TRIES_MAX = 5;
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 10;

  private final Cluster cluster;
  private final Process process;
  private final int port;
  private final ServerLog log;
  private long pid;
  private String version = "";

  private Server(Cluster cluster, Process process, int port, ServerLog log) {
    this.cluster = cluster;
    this.process = process;
    this.port = port;
    this.log = log;
    this.pid = process.pid();
  }

  /** A server that answers, and has said that it is durable if it is to be. */
  public static Server start(Cluster cluster, Settings settings, int portWanted)
      throws IOException {
    int port = portWanted > 0 && Ports.isFree(portWanted) ? portWanted : Ports.free();
    for (int tries = 1; tries <= PORT_TRIES_MAX; tries++) {
      Server server = spawn(cluster, settings, port);
      try {
        if (server.becomesReady()) {
          server.identify();
          server.requireDurability(settings);
          return server;
        }
      } catch (Throwable e) {
        server.killAfter(e);
        throw e;
      }
      port = Ports.free();
    }
    throw new EmbeddedServerException(
        Code.SERVER_DID_NOT_START,
        "each of %d ports was taken by somebody else between its choice and its use"
            .formatted(PORT_TRIES_MAX));
  }

  private static Server spawn(Cluster cluster, Settings settings, int port) throws IOException {
    ServerLog log = ServerLog.since(cluster.run().log());
    Process process =
        Command.builder(cluster.serverCommand(port, settings))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
            .start();
    Server server = new Server(cluster, process, port, log);
    try {
      server.recordPid();
    } catch (IOException e) {
      server.killAfter(e);
      throw e;
    }
    return server;
  }

  public int port() {
    return port;
  }

  public long pid() {
    return pid;
  }

  /** Like 18.6: what the server says, without what a distribution adds. */
  public String version() {
    return version;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Stops in the given mode of pg_ctl; what is not gone in time, or left over, is killed. */
  public void stop(String mode) {
    Poll.undisturbed(
        () -> {
          if (process.isAlive()) {
            new Command(cluster.stopCommand(mode)).run(STOP_MAX);
            Poll.until(STOP_MAX, () -> !process.isAlive());
          }
        });
    kill();
  }

  public void kill() {
    ServerProcesses.kill(cluster.run().name(), process);
  }

  /** False if somebody else had the port. */
  private boolean becomesReady() throws IOException {
    long deadline = System.nanoTime() + START_MAX.toNanos();
    while (!answers()) {
      if (hasEnded()) {
        if (lostThePort()) {
          return false;
        }
        throw didNotStart("ended with status " + process.exitValue());
      }
      if (System.nanoTime() - deadline > 0) {
        throw didNotStart("did not answer on port " + port + " within " + START_MAX);
      }
    }
    return true;
  }

  /** Whoever has the port may answer; only the right server knows the name of this run. */
  private boolean answers() {
    try (WireClient client = new WireClient(port, Cluster.SUPERUSER)) {
      version = client.parameter("server_version").split(" ", 2)[0];
      return client.ask("SHOW cluster_name").equals(cluster.clusterName());
    } catch (WireException e) {
      if (e.isPassing()) {
        return false;
      }
      throw didNotStart("refuses its own superuser: " + e.getMessage());
    } catch (IOException e) {
      return false; // Not listening yet, or no more: hasEnded tells.
    }
  }

  private boolean hasEnded() {
    try {
      return process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw didNotStart("was given up: the starting thread was interrupted");
    }
  }

  private boolean lostThePort() {
    return !Ports.isFree(port) || log.lastLines().contains("could not bind");
  }

  /** The pid that the postmaster wrote itself, should a wrapper stand between it and the JVM. */
  private void identify() throws IOException {
    List<String> lines = Files.readAllLines(cluster.data().resolve("postmaster.pid"));
    pid = Long.parseLong(lines.get(0).strip());
    recordPid();
  }

  private void recordPid() throws IOException {
    ProcessMark mark = ProcessMark.of(pid).orElseGet(() -> new ProcessMark(pid, "gone"));
    cluster.run().recordServer(mark);
  }

  private void requireDurability(Settings settings) throws IOException {
    if (!settings.durable()) {
      return;
    }
    List<String> wrong = new ArrayList<>();
    try (WireClient client = new WireClient(port, Cluster.SUPERUSER)) {
      for (String name : Settings.DURABILITY) {
        String value = client.ask("SHOW " + name);
        if (!value.equals("on")) {
          wrong.add(name + "=" + value);
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new EmbeddedServerException(
          Code.NOT_DURABLE,
          "the server in %s would lose acknowledged commits: it says %s. Look for ALTER ROLE or ALTER DATABASE … SET in that data, or choose withoutDurability()"
              .formatted(cluster.data(), String.join(", ", wrong)));
    }
  }

  private EmbeddedServerException didNotStart(String what) {
    return new EmbeddedServerException(
        Code.SERVER_DID_NOT_START,
        "the server in %s %s. The end of its log:%n%s"
            .formatted(cluster.data(), what, log.lastLines()));
  }

  private void killAfter(Throwable failure) {
    try {
      kill();
    } catch (EmbeddedServerException e) {
      failure.addSuppressed(e);
    }
  }
}
