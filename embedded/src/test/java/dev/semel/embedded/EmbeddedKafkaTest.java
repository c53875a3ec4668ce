// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.run.Ports;
import dev.semel.embedded.internal.run.ProcessMark;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  private static EmbeddedKafka shared;

  @BeforeAll
  static void start() {
    long start = System.nanoTime();
    shared = KafkaCache.broker().topic("orders", 3).topic("payments", 1).start();
    System.out.println("boot of a broker with two topics: " + millisSince(start) + " ms");
  }

  @AfterAll
  static void stop() {
    shared.close();
  }

  @Test
  void a_started_broker_has_the_topics_asked_for() throws Exception {
    assertThat(shared.version()).isEqualTo("4.3.1");
    assertThat(shared.isRunning()).isTrue();
    assertThat(ProcessMark.of(shared.pid())).isPresent();
    assertThat(Messages.topics(shared)).containsEntry("orders", 3).containsEntry("payments", 1);
  }

  @Test
  void a_created_topic_takes_messages_on_every_partition_at_once() throws Exception {
    Map<String, Object> once = Map.of("retries", 0, "enable.idempotence", false);
    for (int round = 0; round < 10; round++) {
      String topic = "fresh-" + round;
      shared.createTopic(topic, 20);
      try (var producer = Messages.producer(shared, once)) {
        var sent =
            IntStream.range(0, 20)
                .mapToObj(partition -> new ProducerRecord<>(topic, partition, "key", "value"))
                .map(producer::send)
                .toList();
        for (var one : sent) {
          one.get(60, TimeUnit.SECONDS);
        }
      }
    }
  }

  @Test
  void what_a_broker_refuses_is_told_and_does_not_hurt_it() throws Exception {
    assertThatThrownBy(() -> shared.createTopic("orders", 1))
        .isInstanceOfSatisfying(
            EmbeddedServerException.class,
            e -> assertThat(e.code()).isEqualTo(Code.TOPIC_NOT_CREATED))
        .hasMessageStartingWith("SEMEL-212 topic orders")
        .hasMessageContaining("already exists");
    assertThatThrownBy(() -> shared.createTopic("no name", 1)).hasMessageStartingWith("SEMEL-205");
    shared.createTopic("refunds", 2);
    assertThat(Messages.topics(shared)).containsEntry("refunds", 2).containsEntry("orders", 3);
  }

  @Test
  void it_listens_on_the_loopback_address_only() throws Exception {
    assertThat(shared.bootstrapServers()).isEqualTo("127.0.0.1:" + shared.port());
    assertThat(shared.port()).isBetween(20_000, 32_000);
    new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), shared.port()).close();
    for (InetAddress address : addressesOfThisMachine()) {
      assertThatThrownBy(() -> new Socket(address, shared.port()).close())
          .as("on %s", address)
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void transactions_and_consumer_groups_work_on_one_node() throws Exception {
    shared.createTopic("tills", 1);
    try (var producer =
        Messages.producer(shared, Map.<String, Object>of("transactional.id", "till"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("tills", "rolled back"));
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("tills", "committed"));
      producer.commitTransaction();

      assertThat(receivedByGroup("tills")).isEqualTo("committed");
    }
  }

  @Test
  void a_second_broker_lives_beside_the_first_and_keeps_messages_and_port_over_a_restart()
      throws Exception {
    try (var other = KafkaCache.broker().topic("lonely", 1).start()) {
      assertThat(other.port()).isNotEqualTo(shared.port());
      assertThat(Messages.clusterId(other)).isNotEqualTo(Messages.clusterId(shared));
      assertThat(Messages.topics(shared)).doesNotContainKey("lonely");
      Messages.send(other, "lonely", "one", "two");
      String address = other.bootstrapServers();
      long pid = other.pid();

      other.restart();

      assertThat(other.pid()).isNotEqualTo(pid);
      assertThat(other.bootstrapServers()).isEqualTo(address);
      assertThat(Messages.in(other, "lonely")).containsExactly("one", "two");

      other.kill();
      try (var taker = new ServerSocket(other.port())) {
        other.restart();
        assertThat(other.port()).isNotEqualTo(taker.getLocalPort());
        assertThat(Messages.in(other, "lonely")).containsExactly("one", "two");
      }
    }
  }

  @Test
  void a_paused_broker_lets_sends_time_out_and_a_resumed_one_takes_them() throws Exception {
    Map<String, Object> impatient =
        Map.of("delivery.timeout.ms", 600, "request.timeout.ms", 500, "linger.ms", 0);
    try (var producer = Messages.producer(shared, impatient);
        var patient = Messages.producer(shared, Map.of())) {
      patient.send(new ProducerRecord<>("payments", "before")).get(60, TimeUnit.SECONDS);
      producer.partitionsFor("payments");

      shared.pause();
      shared.pause();

      assertThat(shared.isRunning()).isTrue();
      var sent = producer.send(new ProducerRecord<>("payments", "nobody knows"));
      assertThatThrownBy(() -> sent.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> shared.createTopic("other", 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("paused");
      var waiting = patient.send(new ProducerRecord<>("payments", "after"));
      assertThat(waiting.isDone()).isFalse();

      shared.resume();
      shared.resume();

      waiting.get(60, TimeUnit.SECONDS);
      assertThat(Messages.in(shared, "payments")).startsWith("before").contains("after");
    } finally {
      shared.resume();
    }
  }

  @Test
  void a_closed_broker_leaves_no_process_no_port_and_no_directory() throws Exception {
    List<Path> before = Runs.in(KafkaCache.DIRECTORY);
    var kafka = KafkaCache.broker().start();
    List<ProcessHandle> processes = Runs.processesOf(kafka.dataDirectory());
    assertThat(processes).extracting(ProcessHandle::pid).containsExactly(kafka.pid());
    assertThat(kafka.dataDirectory()).isNotEmptyDirectory();

    kafka.close();
    kafka.close();

    assertThat(processes).noneMatch(process -> ProcessMark.of(process.pid()).isPresent());
    assertThat(Ports.isFree(kafka.port())).isTrue();
    assertThat(kafka.dataDirectory().getParent()).doesNotExist();
    assertThat(Runs.in(KafkaCache.DIRECTORY)).isEqualTo(before);
    assertThat(Path.of(System.getProperty("java.io.tmpdir"), "hsperfdata_root"))
        .satisfiesAnyOf(
            perf -> assertThat(perf).doesNotExist(),
            perf -> assertThat(perf.resolve("" + processes.get(0).pid())).doesNotExist());
    assertThat(kafka.isRunning()).isFalse();
    assertThatThrownBy(kafka::pid).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(kafka::pause).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(kafka::restart).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> kafka.createTopic("orders", 1))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_failed_start_shows_the_log_and_leaves_nothing() throws Exception {
    List<Path> before = Runs.in(KafkaCache.DIRECTORY);
    assertThatThrownBy(() -> KafkaCache.broker().setting("log.retention.hoouurs", "1").start())
        .hasMessageStartingWith("SEMEL-203 Kafka 4.3.1 in ")
        .hasMessageContaining("no broker setting called [log.retention.hoouurs]");
    assertThatThrownBy(() -> KafkaCache.broker().setting("num.io.threads", "none").start())
        .hasMessageStartingWith("SEMEL-203")
        .hasMessageContaining("Invalid value none for configuration num.io.threads");
    assertThat(Runs.in(KafkaCache.DIRECTORY)).isEqualTo(before);
  }

  @Test
  void a_listener_that_fails_leaves_nothing() throws Exception {
    List<Path> before = Runs.in(KafkaCache.DIRECTORY);
    List<String> lines = new ArrayList<>();
    var failing =
        KafkaCache.broker()
            .progress(
                line -> {
                  lines.add(line);
                  throw new AssertionError("listener");
                });
    assertThatThrownBy(failing::start).isInstanceOf(AssertionError.class);
    assertThat(lines).hasSize(1).first().asString().startsWith("Kafka 4.3.1 is ready on port ");
    assertThat(Runs.in(KafkaCache.DIRECTORY)).isEqualTo(before);
  }

  @Test
  void an_interrupted_start_leaves_nothing() throws Exception {
    List<Path> before = Runs.in(KafkaCache.DIRECTORY);
    Thread.currentThread().interrupt();
    assertThatThrownBy(KafkaCache.broker()::start).isInstanceOf(EmbeddedServerException.class);
    assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
    assertThat(Runs.in(KafkaCache.DIRECTORY)).isEqualTo(before);
  }

  @Test
  void a_cache_that_cannot_be_made_is_a_clear_error(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    assertThatThrownBy(() -> EmbeddedKafka.with().cacheDirectory(file.resolve("cache")).start())
        .hasMessageStartingWith("SEMEL-206");
  }

  @Test
  void a_heap_in_which_no_broker_lives_is_refused() {
    assertThatThrownBy(() -> EmbeddedKafka.with().heapMegabytes(64))
        .hasMessageStartingWith("SEMEL-205")
        .hasMessageContaining("64");
  }

  private static String receivedByGroup(String topic) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", shared.bootstrapServers(),
            "group.id", "readers",
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      long deadline = System.nanoTime() + Messages.PATIENCE.toNanos();
      while (System.nanoTime() - deadline < 0) {
        for (var record : consumer.poll(Duration.ofMillis(200))) {
          consumer.commitSync();
          return record.value();
        }
      }
    }
    throw new AssertionError("the group received nothing within " + Messages.PATIENCE);
  }

  private static List<InetAddress> addressesOfThisMachine() throws Exception {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .toList();
  }

  private static long millisSince(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
