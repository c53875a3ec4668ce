// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.broker.Main;
import dev.semel.embedded.internal.run.Poll;
import dev.semel.embedded.internal.run.Ports;
import dev.semel.embedded.internal.run.ProcessMark;
import dev.semel.embedded.internal.run.ServerLog;
import dev.semel.embedded.internal.run.ServerProcesses;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One life of the broker, from spawn to end; a restart makes another. */
public final class BrokerProcess {
  private static final int TRIES_MAX = 5;
  private static final Duration START_MAX = Duration.ofMinutes(2);
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final Duration TOPIC_MAX = Duration.ofSeconds(40);

  private final BrokerHome home;
  private final ClassArchive archive;
  private final Process process;
  private final Conversation conversation;
  private final int port;
  private final ServerLog log;
  private boolean paused;

  private BrokerProcess(
      BrokerHome home, ClassArchive archive, Process process, int port, ServerLog log) {
    this.home = home;
    this.archive = archive;
    this.process = process;
    this.conversation = new Conversation(process);
    this.port = port;
    this.log = log;
  }

  /** A broker that takes messages; on another port than wanted if that one is taken. */
  public static BrokerProcess start(BrokerHome home, int portWanted) throws IOException {
    int port = portWanted > 0 && Ports.isFree(portWanted) ? portWanted : Ports.free();
    ClassArchive archive = home.archive();
    List<String> archiveOptions = archive.options();
    for (int tries = 1; tries <= TRIES_MAX; tries++) {
      BrokerProcess broker = spawn(home, archive, archiveOptions, port);
      try {
        switch (broker.firstWord()) {
          case READY -> {
            return broker;
          }
          case PORT_TAKEN -> port = Ports.free();
          case BROKEN -> {
            broker.requireArchiveToBlame(archiveOptions);
            archive.discard();
            archiveOptions = List.of();
          }
        }
        broker.kill();
      } catch (Throwable e) {
        broker.killAfter(e);
        throw e;
      }
    }
    throw new EmbeddedServerException(
        Code.SERVER_DID_NOT_START,
        "Kafka found its port taken %d times, each time by somebody who took it between its choice and its use"
            .formatted(TRIES_MAX));
  }

  private static BrokerProcess spawn(
      BrokerHome home, ClassArchive archive, List<String> archiveOptions, int port)
      throws IOException {
    ServerLog log = ServerLog.since(home.run().log());
    Process process = home.process(port, freeBut(port), archiveOptions).start();
    BrokerProcess broker = new BrokerProcess(home, archive, process, port, log);
    try {
      long pid = process.pid();
      home.run().recordServer(ProcessMark.of(pid).orElseGet(() -> new ProcessMark(pid, "gone")));
    } catch (IOException e) {
      broker.killAfter(e);
      throw e;
    }
    return broker;
  }

  private static int freeBut(int taken) throws IOException {
    int port = Ports.free();
    return port == taken ? freeBut(taken) : port;
  }

  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Creates the topic; returns when the broker has done so. */
  public void createTopic(Topic topic) {
    if (paused) {
      throw new IllegalStateException(
          "the broker is paused and can create nothing; resume() first");
    }
    conversation.tell("topic %s %d".formatted(topic.name(), topic.partitions()));
    String answer = conversation.answer(TOPIC_MAX);
    if (!"done".equals(answer)) {
      throw new EmbeddedServerException(
          Code.TOPIC_NOT_CREATED,
          "topic %s with %d partitions: %s"
              .formatted(topic.name(), topic.partitions(), answer == null ? silence() : answer));
    }
  }

  /** Freezes the process where it is: its connections stay open and nobody answers. */
  public void pause() {
    if (!paused) {
      Signal.stop(process);
      paused = true;
    }
  }

  public void resume() {
    if (paused) {
      Signal.resume(process);
      paused = false;
    }
  }

  /** Ends it as an administrator would; what is not gone in time, or is paused, is killed. */
  public void stop() {
    end("stop");
  }

  /** Ends it without regard for its data, which nobody will read again. */
  public void end() {
    if (archive.exists()) {
      kill();
    } else {
      end("exit");
    }
  }

  public void kill() {
    ServerProcesses.kill(home.run().name(), process);
  }

  private void end(String order) {
    Poll.undisturbed(
        () -> {
          if (process.isAlive() && !paused) {
            conversation.tell(order);
            if (Poll.until(STOP_MAX, () -> !process.isAlive()) && process.exitValue() == 0) {
              archive.keep();
            }
          }
        });
    kill();
  }

  private enum Start {
    READY,
    PORT_TAKEN,
    BROKEN
  }

  private Start firstWord() {
    String word = conversation.answer(START_MAX);
    if ("ready".equals(word)) {
      return Start.READY;
    }
    if (word != null) {
      throw didNotStart("said '" + word + "' instead of that it is ready");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw didNotStart("was given up: the starting thread was interrupted");
    }
    // Its output ends a moment before it does.
    if (!conversation.isOver() || !Poll.until(STOP_MAX, () -> !process.isAlive())) {
      throw didNotStart("was not ready within " + START_MAX);
    }
    return log.lastLines().contains("failed to bind") ? Start.PORT_TAKEN : Start.BROKEN;
  }

  /** A JVM that ended in another way than its program may have been given a damaged archive. */
  private void requireArchiveToBlame(List<String> archiveOptions) {
    if (!archive.exists() || archiveOptions.isEmpty() || process.exitValue() == Main.FAILED) {
      throw didNotStart("ended with status " + process.exitValue());
    }
  }

  private String silence() {
    return process.isAlive() ? "no answer within " + TOPIC_MAX : "the broker has ended";
  }

  private EmbeddedServerException didNotStart(String what) {
    return new EmbeddedServerException(
        Code.SERVER_DID_NOT_START,
        "Kafka %s in %s %s. The end of its log:%n%s"
            .formatted(home.jars().version(), home.run().data(), what, log.lastLines()));
  }

  private void killAfter(Throwable failure) {
    try {
      kill();
    } catch (EmbeddedServerException e) {
      failure.addSuppressed(e);
    }
  }
}
