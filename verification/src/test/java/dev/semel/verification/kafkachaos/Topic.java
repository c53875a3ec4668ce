// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A topic on a broker, as an operator and an onlooker see it. Immutable, hence thread-safe. */
record Topic(String servers, String name) {
  @FunctionalInterface
  private interface Wish<T> {
    T of(Admin admin) throws Exception;
  }

  void create(int partitions) throws Exception {
    ask(admin -> admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
  }

  void delete() throws Exception {
    ask(admin -> admin.deleteTopics(List.of(name)).all());
  }

  void addPartitionsUpTo(int partitions) throws Exception {
    ask(admin -> admin.createPartitions(Map.of(name, NewPartitions.increaseTo(partitions))).all());
  }

  /** Sets a group back to the beginning; nobody may be consuming in it. */
  void replayFor(String group) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> beginning = each(partitions(), new OffsetAndMetadata(0));
    ask(admin -> admin.alterConsumerGroupOffsets(group, beginning).all());
  }

  /** How many records there are that the group has not committed. */
  long lag(String group) throws Exception {
    List<TopicPartition> all = partitions();
    return wish(
        admin -> {
          var committed =
              got(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
          long lag = 0;
          for (var end : got(admin.listOffsets(each(all, OffsetSpec.latest())).all()).entrySet()) {
            OffsetAndMetadata reached = committed.get(end.getKey());
            lag += end.getValue().offset() - (reached == null ? 0 : reached.offset());
          }
          return lag;
        });
  }

  /** The members of the group that have partitions, by what they call themselves. */
  Set<String> owners(String group) throws Exception {
    return wish(
        admin ->
            got(admin.describeConsumerGroups(List.of(group)).all()).get(group).members().stream()
                .filter(member -> !member.assignment().topicPartitions().isEmpty())
                .map(MemberDescription::clientId)
                .collect(Collectors.toSet()));
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
    TopicDescription described =
        wish(admin -> got(admin.describeTopics(List.of(name)).allTopicNames()).get(name));
    return described.partitions().stream()
        .map(partition -> new TopicPartition(name, partition.partition()))
        .toList();
  }

  private KafkaConsumer<byte[], byte[]> onlooker() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", servers),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void ask(Wish<KafkaFuture<?>> wish) throws Exception {
    wish(admin -> got(wish.of(admin)));
  }

  private <T> T wish(Wish<T> wish) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      return wish.of(admin);
    }
  }

  private static <T> T got(KafkaFuture<T> answer) throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  private static <T> Map<TopicPartition, T> each(List<TopicPartition> partitions, T value) {
    return partitions.stream().collect(Collectors.toMap(one -> one, one -> value));
  }
}
