// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import dev.semel.Inbox;
import dev.semel.kafka.internal.effect.Application;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The polling thread of a share group, from its start to its end. Thread-safe. */
public final class ShareLoop {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");

  private final KafkaShareConsumer<byte[], byte[]> consumer;
  private final ShareWork work;
  private final ShareTurns turns;
  private final String name;
  private final Thread thread;

  private ShareLoop(String name, KafkaShareConsumer<byte[], byte[]> consumer, ShareWork work) {
    this.name = name;
    this.consumer = consumer;
    this.work = work;
    this.turns = new ShareTurns(consumer, work);
    this.thread = new Thread(this::run, "semel-share-" + name);
    this.thread.setDaemon(true);
  }

  /**
   * Asks the broker how the group is set up, and starts the threads.
   *
   * @throws IllegalStateException with all that is wrong with the group and its topics
   */
  public static ShareLoop started(ShareSettings settings, Inbox inbox, Application<?> application) {
    ShareRecords records = new ShareChecks(settings).records(inbox);
    ShareWork work = new ShareWork(inbox, records, application);
    KafkaShareConsumer<byte[], byte[]> consumer =
        new KafkaShareConsumer<>(
            settings.client(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(settings.topics());
    ShareLoop loop = new ShareLoop(settings.scope(), consumer, work);
    loop.thread.start();
    return loop;
  }

  private void run() {
    try (consumer) {
      if (work.awaitDatabase().get()) {
        while (!work.isClosing() || turns.isAtWork()) {
          turn();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("whatever fails is tried again", e);
    } finally {
      work.end();
    }
  }

  private void turn() throws InterruptedException {
    try {
      turns.turn();
    } catch (KafkaException e) {
      LOG.warn("SEMEL-423 share group of {} met an error; it polls again in a moment", name, e);
      work.pause();
    }
  }

  /** Ends; true if everything was settled and given back in time. */
  public boolean close(Duration within) {
    work.close();
    try {
      thread.join(Math.max(1, within.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean ended = !thread.isAlive();
    if (!ended) {
      LOG.warn(
          "SEMEL-424 share group of {} is still at an effect after {}; its records are delivered"
              + " again when the broker's lock on them is over, and the ledger decides",
          name,
          within);
    }
    return ended;
  }
}
