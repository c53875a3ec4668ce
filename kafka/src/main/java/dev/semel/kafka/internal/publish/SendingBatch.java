// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher.Answers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * A batch on its way to the brokers. One thread sends it; the answers come from the producer's.
 *
 * <p>Sending does not wait for acknowledgements. Where the producer has to wait before it can even
 * take a record, it waits once: what comes after that in the batch is not tried.
 */
public final class SendingBatch {
  private final List<OutgoingMessage> batch;
  private final Answers answers;
  private final LiveProducer producer;
  private final KnownTopics topics;
  private final Thread sender = Thread.currentThread();
  private @Nullable Exception stuckAt;

  public SendingBatch(
      List<OutgoingMessage> batch, Answers answers, LiveProducer producer, KnownTopics topics) {
    this.batch = batch;
    this.answers = answers;
    this.producer = producer;
    this.topics = topics;
  }

  /** Sends what goes to topics that are known; then asks about the others. */
  public void depart() throws InterruptedException {
    List<Integer> later = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      if (topics.has(batch.get(i).topic())) {
        send(i);
      } else {
        later.add(i);
      }
    }
    if (!later.isEmpty()) {
      departWhereThereIsATopic(later);
    }
  }

  private void departWhereThereIsATopic(List<Integer> indexes) throws InterruptedException {
    Set<String> asked = new HashSet<>();
    indexes.forEach(i -> asked.add(batch.get(i).topic()));
    Map<String, Exception> missing = topics.missing(asked);
    for (int i : indexes) {
      Exception why = missing.get(batch.get(i).topic());
      if (why == null) {
        send(i);
      } else {
        notSent(i, why);
      }
    }
  }

  private void notSent(int index, Exception why) {
    String topic = batch.get(index).topic();
    if (why instanceof UnknownTopicOrPartitionException) {
      answers.refused(index, noSuchTopic(topic));
    } else if (SendVerdict.of(why) == SendVerdict.REFUSED) {
      answers.refused(index, refusal(topic, why));
    } else {
      answers.unknown(index, why);
    }
  }

  private void send(int index) throws InterruptedException {
    if (stuckAt != null) {
      answers.unknown(index, stuckAt);
      return;
    }
    try {
      producer.send(
          OutgoingRecords.of(batch.get(index)), (metadata, error) -> answered(index, error));
    } catch (InterruptException e) {
      boolean unused = Thread.interrupted(); // The exception says it now.
      throw new InterruptedException("interrupted while a record was handed to the producer");
    } catch (RuntimeException e) {
      answered(index, e);
    }
  }

  private void answered(int index, @Nullable Exception error) {
    if (error == null) {
      answers.taken(index);
    } else {
      failed(index, error);
    }
  }

  private void failed(int index, Exception error) {
    String topic = batch.get(index).topic();
    SendVerdict verdict = SendVerdict.of(error);
    switch (verdict) {
      case REFUSED -> answers.refused(index, refusal(topic, error));
      case FAILED -> answers.failed(index, error);
      case UNKNOWN, BROKEN -> {
        topics.forget(topic);
        if (verdict == SendVerdict.BROKEN) {
          producer.breaksBy(error);
        }
        if (Thread.currentThread() == sender) {
          stuckAt = error;
        }
        answers.unknown(index, error);
      }
    }
  }

  private static String noSuchTopic(String topic) {
    return ("SEMEL-410 the cluster has no topic %s, and it is not created by sending to it. Create"
            + " it and retry the message, or skip it")
        .formatted(topic);
  }

  private static String refusal(String topic, Exception error) {
    return "SEMEL-411 Kafka refuses the record for topic %s: %s: %s"
        .formatted(topic, error.getClass().getSimpleName(), error.getMessage());
  }
}
