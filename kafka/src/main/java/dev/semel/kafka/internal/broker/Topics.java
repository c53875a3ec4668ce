// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** What the broker knows about topics and groups. Thread-safe. */
public final class Topics implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Admin admin;

  public Topics(Admin admin) {
    this.admin = admin;
  }

  /** The id of each topic that exists. A topic that is deleted and made again has another. */
  public Map<String, String> ids(Collection<String> topics) {
    Map<String, String> ids = new HashMap<>();
    admin
        .describeTopics(topics)
        .topicNameValues()
        .forEach(
            (topic, answer) -> {
              try {
                ids.put(topic, get(answer).topicId().toString());
              } catch (UnknownTopicOrPartitionException e) {
                ids.remove(topic);
              }
            });
    return ids;
  }

  /** What a group has committed; a partition it knows nothing of may be absent. */
  public Map<TopicPartition, OffsetAndMetadata> committed(String group) {
    return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
  }

  /** How long each topic keeps its records. */
  public Map<String, Retention> retentions(Collection<String> topics) {
    List<ConfigResource> resources =
        topics.stream().map(t -> new ConfigResource(ConfigResource.Type.TOPIC, t)).toList();
    Map<String, Retention> retentions = new HashMap<>();
    get(admin.describeConfigs(resources).all())
        .forEach((resource, config) -> retentions.put(resource.name(), retention(config)));
    return retentions;
  }

  /** How a group is set up. */
  public Config group(String group) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    Config config = get(admin.describeConfigs(List.of(resource)).all()).get(resource);
    return Objects.requireNonNull(config, "config");
  }

  private static Retention retention(Config config) {
    return Retention.of(value(config, "cleanup.policy"), value(config, "retention.ms"));
  }

  private static @Nullable String value(Config config, String name) {
    return config.get(name) == null ? null : config.get(name).value();
  }

  private static <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known
          ? known
          : new KafkaException("the broker did not answer", e.getCause());
    } catch (TimeoutException e) {
      throw new org.apache.kafka.common.errors.TimeoutException("no answer within " + PATIENCE, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
