// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.kafka.internal.publish.KnownTopics;
import dev.semel.spi.OutgoingMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a publisher does with producers that break, on Kafka's own fake of one. */
class BrokenProducerTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
  private final List<Set<String>> asked = new ArrayList<>();
  private final Map<String, Exception> missing = new HashMap<>();
  private boolean brokersAnswer = true;
  private KafkaPublisher publisher = publisher(LONG);

  private KafkaPublisher publisher(Duration silenceMax) {
    return new KafkaPublisher(this::make, silenceMax, new KnownTopics(this::describe), () -> {});
  }

  private MockProducer<byte[], byte[]> make() {
    made.add(new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer()));
    return newest();
  }

  private MockProducer<byte[], byte[]> newest() {
    return made.get(made.size() - 1);
  }

  private Map<String, KafkaFuture<String>> describe(Set<String> topics) {
    asked.add(topics);
    Map<String, KafkaFuture<String>> answers = new HashMap<>();
    for (String topic : topics) {
      answers.put(topic, brokersAnswer ? answer(topic) : new KafkaFutureImpl<>());
    }
    return answers;
  }

  private KafkaFuture<String> answer(String topic) {
    var answer = new KafkaFutureImpl<String>();
    if (missing.containsKey(topic)) {
      answer.completeExceptionally(missing.get(topic));
    } else {
      answer.complete(topic);
    }
    return answer;
  }

  private Told publish(String... topics) throws InterruptedException {
    Told told = new Told(topics.length);
    publisher.publish(
        IntStream.range(0, topics.length).mapToObj(i -> message(i, topics[i])).toList(), told);
    return told;
  }

  private static OutgoingMessage message(int number, String topic) {
    return new OutgoingMessage(
        "id-" + number, topic, "key", null, Map.of(), new byte[] {1}, Instant.EPOCH);
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  @ParameterizedTest
  @MethodSource("ends")
  void a_producer_that_came_to_its_end_is_replaced_and_the_next_batch_goes_through(
      RuntimeException end) throws Exception {
    Told told = publish("orders", "orders");
    made.get(0).errorNext(end);

    Told after = publish("orders");
    newest().completeNext();

    assertThat(told.words()).containsExactly("unknown", "nothing");
    assertThat(made).hasSize(2);
    assertThat(made.get(0).closed()).isTrue();
    assertThat(after.words()).containsExactly("taken");
  }

  static List<RuntimeException> ends() {
    return List.of(
        new ProducerFencedException("fenced"),
        new InvalidProducerEpochException("epoch"),
        new OutOfOrderSequenceException("sequence"),
        new ClusterAuthorizationException("not allowed"),
        new KafkaException("in an error state"));
  }

  @Test
  void a_producer_that_was_closed_is_replaced_and_nothing_is_lost() throws Exception {
    publish("orders");
    made.get(0).close();

    Told told = publish("orders", "orders");
    Told after = publish("orders");
    newest().completeNext();

    assertThat(told.words()).containsExactly("unknown", "unknown");
    assertThat(told.verdicts().get(0)).contains("IllegalStateException");
    assertThat(made).hasSize(2);
    assertThat(after.words()).containsExactly("taken");
  }

  @Test
  void a_refusal_or_a_timeout_replaces_nobody() throws Exception {
    Told told = publish("orders", "orders");
    made.get(0).errorNext(new RecordTooLargeException("too large"));
    made.get(0).errorNext(new TimeoutException("expired"));
    publish("orders");

    assertThat(told.words()).containsExactly("refused", "unknown");
    assertThat(told.verdicts().get(0)).contains("SEMEL-411", "orders", "too large");
    assertThat(made).hasSize(1);
  }

  @Test
  void a_producer_that_owes_answers_and_gives_none_is_replaced() throws Exception {
    publisher.close();
    publisher = publisher(Duration.ofNanos(1));
    int before = made.size();
    publish("orders");
    publish("orders");
    assertThat(made).hasSize(before + 1);
    while (newest().completeNext()) {}
    publish("orders");
    assertThat(made).as("one that owes nothing may be silent").hasSize(before + 1);
  }

  @Test
  void where_the_producer_has_to_wait_it_waits_once_per_batch() throws Exception {
    made.get(0).sendException = new TimeoutException("no metadata");
    // The real one tells its callback; the fake throws. Both come from within send.
    Told told = publish("orders", "orders", "orders");
    assertThat(told.words()).containsExactly("unknown", "unknown", "unknown");
    assertThat(made.get(0).history()).isEmpty();
    assertThat(made).hasSize(1);
  }

  @Test
  void an_interrupt_ends_the_batch_and_no_producer() throws Exception {
    made.get(0).sendException = new InterruptException("interrupted");
    assertThatThrownBy(() -> publish("orders", "orders")).isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).as("the exception says it").isFalse();
    made.get(0).sendException = null;
    publish("orders");
    assertThat(made).hasSize(1);
  }

  @Test
  void new_topics_are_asked_for_in_one_call_and_once() throws Exception {
    publish("orders", "bills", "orders");
    publish("bills", "orders");
    assertThat(asked).containsExactly(Set.of("orders", "bills"));
  }

  @Test
  void a_topic_is_asked_for_again_when_nobody_knows_what_became_of_a_record() throws Exception {
    publish("orders");
    made.get(0).errorNext(new TimeoutException("expired"));
    missing.put("orders", new UnknownTopicOrPartitionException("deleted"));

    Told told = publish("orders");

    assertThat(asked).hasSize(2);
    assertThat(told.verdicts().get(0)).startsWith("refused: SEMEL-410").contains("orders");
  }

  @Test
  void a_missing_topic_is_refused_before_the_producer_hears_of_it_and_the_others_flow()
      throws Exception {
    missing.put("nowhere", new UnknownTopicOrPartitionException("unknown"));
    Told told = publish("nowhere", "orders", "nowhere");
    newest().completeNext();
    assertThat(told.words()).containsExactly("refused", "taken", "refused");
    assertThat(newest().history()).hasSize(1);
  }

  @Test
  void silence_about_a_topic_is_an_outage_and_no_refusal() throws Exception {
    brokersAnswer = false;
    long began = System.nanoTime();
    Told told = publish("orders", "bills");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(told.words()).containsExactly("unknown", "unknown");
    assertThat(told.verdicts()).allMatch(verdict -> verdict.contains("SEMEL-413"));
    assertThat(newest().history()).isEmpty();
  }

  @Test
  void a_closed_publisher_says_so() {
    publisher.close();
    publisher.close();
    assertThatThrownBy(() -> publish("orders"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("SEMEL-414");
    assertThat(made.get(0).closed()).isTrue();
  }
}
