// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.run.Ports;
import dev.semel.embedded.internal.run.ProcessMark;
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
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @Test
  void a_started_broker_takes_messages_and_keeps_them_and_its_port_over_a_restart()
      throws Exception {
    long start = System.nanoTime();
    try (var kafka = KafkaCache.broker().topic("orders", 3).start()) {
      System.out.println("boot of a broker with a topic: " + millisSince(start) + " ms");
      assertThat(kafka.version()).isEqualTo("4.3.1");
      assertThat(kafka.isRunning()).isTrue();
      assertThat(ProcessMark.of(kafka.pid())).isPresent();
      kafka.createTopic("payments", 1);
      assertThat(Messages.topics(kafka)).isEqualTo(Map.of("orders", 3, "payments", 1));
      Messages.send(kafka, "payments", "one", "two", "three");
      String address = kafka.bootstrapServers();
      long pid = kafka.pid();

      kafka.restart();

      assertThat(kafka.pid()).isNotEqualTo(pid);
      assertThat(kafka.bootstrapServers()).isEqualTo(address);
      assertThat(Messages.in(kafka, "payments")).containsExactly("one", "two", "three");
    }
  }

  @Test
  void what_a_broker_refuses_is_told_and_does_not_hurt_it() throws Exception {
    try (var kafka = KafkaCache.broker().topic("orders", 1).start()) {
      assertThatThrownBy(() -> kafka.createTopic("orders", 1))
          .isInstanceOfSatisfying(
              EmbeddedServerException.class,
              e -> assertThat(e.code()).isEqualTo(Code.TOPIC_NOT_CREATED))
          .hasMessageStartingWith("SEMEL-212 topic orders")
          .hasMessageContaining("already exists");
      assertThatThrownBy(() -> kafka.createTopic("no name", 1)).hasMessageStartingWith("SEMEL-205");
      kafka.createTopic("payments", 2);
      assertThat(Messages.topics(kafka)).containsOnlyKeys("orders", "payments");
    }
  }

  @Test
  void it_listens_on_the_loopback_address_only() throws Exception {
    try (var kafka = KafkaCache.broker().start()) {
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + kafka.port());
      assertThat(kafka.port()).isBetween(20_000, 32_000);
      new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), kafka.port()).close();
      for (InetAddress address : addressesOfThisMachine()) {
        assertThatThrownBy(() -> new Socket(address, kafka.port()).close())
            .as("on %s", address)
            .isInstanceOf(java.io.IOException.class);
      }
    }
  }

  @Test
  void transactions_and_consumer_groups_work_on_one_node() throws Exception {
    try (var kafka = KafkaCache.broker().topic("orders", 1).start();
        var producer =
            Messages.producer(kafka, Map.<String, Object>of("transactional.id", "till"))) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("orders", "rolled back"));
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("orders", "committed"));
      producer.commitTransaction();

      assertThat(receivedByGroup(kafka)).isEqualTo("committed");
    }
  }

  @Test
  void two_brokers_live_side_by_side_as_two_clusters() throws Exception {
    try (var one = KafkaCache.broker().topic("orders", 1).start();
        var other = KafkaCache.broker().topic("orders", 1).start()) {
      assertThat(one.port()).isNotEqualTo(other.port());
      assertThat(Messages.clusterId(one)).isNotEqualTo(Messages.clusterId(other));
      Messages.send(one, "orders", "here");
      assertThat(Messages.in(one, "orders")).containsExactly("here");
      assertThat(Messages.in(other, "orders")).isEmpty();
      one.close();
      assertThat(Messages.in(other, "orders")).isEmpty();
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
  void a_paused_broker_lets_sends_time_out_and_a_resumed_one_takes_them() throws Exception {
    Map<String, Object> impatient =
        Map.of("delivery.timeout.ms", 600, "request.timeout.ms", 500, "linger.ms", 0);
    try (var kafka = KafkaCache.broker().topic("orders", 1).start();
        var producer = Messages.producer(kafka, impatient);
        var patient = Messages.producer(kafka, Map.of())) {
      patient.send(new ProducerRecord<>("orders", "before")).get(60, TimeUnit.SECONDS);
      producer.partitionsFor("orders");

      kafka.pause();
      kafka.pause();

      assertThat(kafka.isRunning()).isTrue();
      var sent = producer.send(new ProducerRecord<>("orders", "nobody knows"));
      assertThatThrownBy(() -> sent.get(60, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(TimeoutException.class);
      assertThatThrownBy(() -> kafka.createTopic("other", 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("paused");
      var waiting = patient.send(new ProducerRecord<>("orders", "after"));
      assertThat(waiting.isDone()).isFalse();

      kafka.resume();
      kafka.resume();

      waiting.get(60, TimeUnit.SECONDS);
      assertThat(Messages.in(kafka, "orders")).startsWith("before").contains("after");
    }
  }

  @Test
  void a_paused_broker_can_be_restarted_and_closed() throws Exception {
    var kafka = KafkaCache.broker().topic("orders", 1).start();
    Messages.send(kafka, "orders", "kept");
    kafka.pause();
    kafka.restart();
    assertThat(Messages.in(kafka, "orders")).containsExactly("kept");
    kafka.pause();
    kafka.close();
    assertThat(Runs.processesOf(kafka.dataDirectory())).isEmpty();
    assertThat(kafka.dataDirectory().getParent()).doesNotExist();
  }

  @Test
  void a_restart_moves_if_somebody_took_the_port() throws Exception {
    try (var kafka = KafkaCache.broker().topic("orders", 1).start()) {
      Messages.send(kafka, "orders", "kept");
      kafka.kill();
      try (var taker = new ServerSocket(kafka.port())) {
        kafka.restart();
        assertThat(kafka.port()).isNotEqualTo(taker.getLocalPort());
        assertThat(Messages.in(kafka, "orders")).containsExactly("kept");
      }
    }
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

  private static String receivedByGroup(EmbeddedKafka kafka) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(),
            "group.id", "readers",
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed");
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of("orders"));
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
