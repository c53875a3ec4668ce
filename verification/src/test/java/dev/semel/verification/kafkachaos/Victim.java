// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.embedded.EmbeddedKafka;
import dev.semel.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.stream.Stream;

/** Something that runs in processes of its own and can be killed and frozen. For one thread. */
interface Victim {
  /** As the faults are called in the history. */
  String name();

  /** Whether a fault finds it at work, or it has ended by itself where it was to. */
  boolean isAtWork() throws Exception;

  /** Whether it has ended by itself. */
  default boolean isGone() {
    return false;
  }

  /** SIGKILL; nothing for one that is gone. */
  void kill() throws Exception;

  void restart() throws Exception;

  /** SIGSTOP. */
  void pause() throws Exception;

  /** SIGCONT. */
  void resume() throws Exception;

  /** Nothing shall happen to it any more. */
  default void settle() throws Exception {}

  static Victim kafka(EmbeddedKafka kafka) {
    return new Victim() {
      @Override
      public String name() {
        return "kafka";
      }

      @Override
      public boolean isAtWork() {
        return kafka.isRunning();
      }

      @Override
      public void kill() {
        kafka.kill();
      }

      @Override
      public void restart() {
        int port = kafka.port();
        kafka.restart();
        if (kafka.port() != port) {
          throw new AssertionError("the broker has another port, which nobody here knows");
        }
      }

      @Override
      public void pause() {
        kafka.pause();
      }

      @Override
      public void resume() {
        kafka.resume();
      }
    };
  }

  static Victim postgres(EmbeddedPostgres postgres) {
    return new Victim() {
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

      /** The postmaster first, so that no child is missed that it starts meanwhile. */
      private void signal(String name) throws IOException, InterruptedException {
        ProcessHandle postmaster = ProcessHandle.of(postgres.pid()).orElseThrow();
        send(name, postmaster);
        try (Stream<ProcessHandle> children = postmaster.descendants()) {
          send(name, children.toArray(ProcessHandle[]::new));
        }
      }

      private static void send(String name, ProcessHandle... processes)
          throws IOException, InterruptedException {
        var line = new java.util.ArrayList<String>(java.util.List.of("kill", "-" + name));
        Stream.of(processes).map(process -> Long.toString(process.pid())).forEach(line::add);
        // A child may have ended by itself, so that the exit status says nothing.
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
      }
    };
  }
}
