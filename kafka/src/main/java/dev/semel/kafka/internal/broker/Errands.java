// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.broker;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A thread for what may take long and must not keep the poller from polling: questions to the
 * database and to the broker. Thread-safe.
 */
public final class Errands implements AutoCloseable {
  private final ExecutorService thread;

  public Errands(String name) {
    this.thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, "semel-kafka-" + name + "-errands");
              made.setDaemon(true);
              return made;
            });
  }

  public <T> CompletableFuture<T> run(Callable<T> errand) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return errand.call();
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        },
        thread);
  }

  /** Why an errand failed. */
  public static Exception cause(CompletionException failed) {
    return failed.getCause() instanceof Exception cause ? cause : failed;
  }

  /** Does not wait: an errand that is under way only asks. */
  @Override
  public void close() {
    var unused = thread.shutdownNow();
  }
}
