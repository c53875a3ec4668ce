// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.verification.databases.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic on a broker, as an operator and an onlooker see it. Immutable, hence thread-safe. */
record Topic(Admin admin, String servers, String name) {
  void create(int partitions) throws Exception {
    got(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
    awaitLeaders(partitions);
  }

  void delete() throws Exception {
    got(admin.deleteTopics(List.of(name)).all());
  }

  void addPartitionsUpTo(int partitions) throws Exception {
    got(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions))).all());
    awaitLeaders(partitions);
  }

  /**
   * A partition is not led yet when the answer comes, and an idempotent producer can then send in
   * vain for ever (KAFKA-14359).
   */
  private void awaitLeaders(int partitions) {
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(one -> new TopicPartition(name, one)).toList();
    Eventually.holds("every partition of " + name + " is led", () -> areLed(all));
  }

  private boolean areLed(List<TopicPartition> partitions) {
    try {
      got(admin.listOffsets(each(partitions, OffsetSpec.latest())).all());
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return false;
      }
      throw new AssertionError(e);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Sets a group back to the beginning; nobody may be consuming in it. */
  void replayFor(String group) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> beginning = each(partitions(), new OffsetAndMetadata(0));
    got(admin.alterConsumerGroupOffsets(group, beginning).all());
  }

  /** How many records there are that the group has not committed. */
  long lag(String group) throws Exception {
    var committed = got(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    var ends = got(admin.listOffsets(each(partitions(), OffsetSpec.latest())).all());
    long lag = 0;
    for (var end : ends.entrySet()) {
      OffsetAndMetadata reached = committed.get(end.getKey());
      lag += end.getValue().offset() - (reached == null ? 0 : reached.offset());
    }
    return lag;
  }

  /** The members of the group that have partitions, by what they call themselves. */
  Set<String> owners(String group) throws Exception {
    return got(admin.describeConsumerGroups(List.of(group)).all()).get(group).members().stream()
        .filter(member -> !member.assignment().topicPartitions().isEmpty())
        .map(MemberDescription::clientId)
        .collect(Collectors.toSet());
  }

  /** What is in all records, partition by partition. */
  List<Payment> payments() throws Exception {
    return paymentsFrom(0);
  }

  /** What is in the records of this partition and those after it. */
  List<Payment> paymentsFrom(int first) throws Exception {
    List<TopicPartition> some =
        partitions().stream().filter(one -> one.partition() >= first).toList();
    List<Payment> payments = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> onlooker = onlooker()) {
      onlooker.assign(some);
      onlooker.seekToBeginning(some);
      Map<TopicPartition, Long> ends = onlooker.endOffsets(some);
      while (some.stream().anyMatch(one -> onlooker.position(one) < ends.get(one))) {
        onlooker
            .poll(Duration.ofMillis(200))
            .forEach(found -> payments.add(Payment.in(found.value())));
      }
    }
    return payments;
  }

  List<TopicPartition> partitions() throws Exception {
    return got(admin.describeTopics(List.of(name)).allTopicNames()).get(name).partitions().stream()
        .map(partition -> new TopicPartition(name, partition.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> onlooker() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", servers),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static <T> T got(KafkaFuture<T> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static <T> Map<TopicPartition, T> each(List<TopicPartition> partitions, T value) {
    return partitions.stream().collect(Collectors.toMap(one -> one, one -> value));
  }
}
