// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.kafka.internal.effect.Application;
import dev.semel.kafka.internal.effect.Outages;
import dev.semel.kafka.internal.effect.Retries;
import dev.semel.spi.IncomingMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that settles what a share consumer has in hand. It does not come back before it has:
 * while the database is away it tries again, and no message is to blame.
 */
final class ShareWork {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Inbox inbox;
  private final ShareRecords records;
  private final Effect.ForEach<IncomingMessage> effect;
  private final Outages outages;
  private final Retries retries;
  private final ExecutorService worker;
  private final CountDownLatch closing = new CountDownLatch(1);

  ShareWork(Inbox inbox, ShareRecords records, Application<?> application) {
    this.inbox = inbox;
    this.records = records;
    this.effect = application.again();
    this.outages = new Outages(inbox, "SEMEL-422");
    this.retries = new Retries(inbox, application, outages);
    this.worker = Executors.newSingleThreadExecutor(task -> thread(task, inbox.scope()));
  }

  private static Thread thread(Runnable task, String scope) {
    Thread thread = new Thread(task, "semel-share-work-" + scope);
    thread.setDaemon(true);
    return thread;
  }

  /** Whether they were settled; false if this was closed before. */
  Future<Boolean> settle(List<ConsumerRecord<byte[], byte[]>> delivered) {
    return worker.submit(() -> untilSettled(delivered));
  }

  /** So that nobody polls for records while the database is away. */
  Future<Boolean> awaitDatabase() {
    return worker.submit(() -> untilDone(inbox::standing));
  }

  private boolean untilSettled(List<ConsumerRecord<byte[], byte[]>> delivered)
      throws InterruptedException {
    ShareRecords.Incoming incoming = records.of(delivered);
    boolean settled =
        untilDone(() -> inbox.take(incoming.messages(), incoming.holdingBack(effect)));
    retries.ifDue();
    return settled;
  }

  private boolean untilDone(Runnable work) throws InterruptedException {
    while (true) {
      try {
        work.run();
        outages.succeeded();
        return true;
      } catch (RuntimeException e) {
        if (closing.await(outages.failed(e), TimeUnit.NANOSECONDS)) {
          return false;
        }
      } catch (Error e) { // Of an effect; nothing was settled.
        LOG.error("SEMEL-422 a batch of {} met an error and is tried again", inbox.scope(), e);
        if (closing.await(outages.failed(new IllegalStateException(e)), TimeUnit.NANOSECONDS)) {
          return false;
        }
      }
    }
  }

  /** What was held and is due, now and then. */
  void retryWhenIdle() {
    worker.execute(retries::ifDue);
  }

  /** A moment, or less when this is closed. */
  void pause() throws InterruptedException {
    var unused = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isClosing() {
    return closing.getCount() == 0;
  }

  /** What is under way is finished; what cannot be now is given up. */
  void close() {
    closing.countDown();
  }

  /** Ends the thread, after which nothing can be settled. */
  void end() {
    worker.shutdown();
  }
}
