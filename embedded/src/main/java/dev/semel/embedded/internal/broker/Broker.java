// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.broker;

import static java.util.stream.Collectors.toMap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/** One node that is broker and controller; not thread-safe, and one in a JVM. */
final class Broker {
  private static final String PLUGIN_PREFIX = "listener.name.";

  /** What Kafka's own authorizer reads besides the settings of the broker. */
  private static final Set<String> OF_THE_AUTHORIZER =
      Set.of(
          StandardAuthorizer.SUPER_USERS_CONFIG,
          StandardAuthorizer.ALLOW_EVERYONE_IF_NO_ACL_IS_FOUND_CONFIG);

  private static final long TOPIC_SECONDS_MAX = 30;

  private final KafkaRaftServer server;
  private final String address;
  private @Nullable Admin admin;

  private Broker(KafkaRaftServer server, String address) {
    this.server = server;
    this.address = address;
  }

  /** Formats the storage if it is new; returns when the broker takes messages. */
  static Broker start(Properties settings) throws Exception {
    requireKnown(settings);
    KafkaConfig config = new KafkaConfig(settings, false);
    String data = settings.getProperty("log.dirs");
    if (!Files.exists(Path.of(data, "meta.properties"))) {
      format(data, config.nodeId(), settings.getProperty("controller.listener.names"));
    }
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    server.startup();
    return new Broker(server, settings.getProperty("advertised.listeners").split("//", 2)[1]);
  }

  /** Returns when every partition takes messages: the answer to a creation comes earlier. */
  void createTopic(String name, int partitions) throws Exception {
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
    admin().createTopics(List.of(topic)).all().get(TOPIC_SECONDS_MAX, TimeUnit.SECONDS);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TOPIC_SECONDS_MAX);
    while (!isLed(name, partitions, deadline)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Asks the leaders; false while one of them has not heard of the topic. */
  private boolean isLed(String name, int partitions, long deadline) throws Exception {
    Map<TopicPartition, OffsetSpec> ends =
        IntStream.range(0, partitions)
            .boxed()
            .collect(toMap(number -> new TopicPartition(name, number), n -> OffsetSpec.latest()));
    try {
      admin().listOffsets(ends).all().get(TOPIC_SECONDS_MAX, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException && System.nanoTime() - deadline < 0) {
        return false;
      }
      throw e;
    }
  }

  void stop() {
    if (admin != null) {
      admin.close();
    }
    server.shutdown();
    server.awaitShutdown();
  }

  private Admin admin() {
    if (admin == null) {
      admin = Admin.create(Map.of("bootstrap.servers", address));
    }
    return admin;
  }

  private static void format(String data, int node, String controllerListener) throws Exception {
    new Formatter()
        .setPrintStream(Console.out())
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(node)
        .setControllerListenerName(controllerListener)
        .setMetadataLogDirectory(data)
        .addDirectory(data)
        .run();
  }

  /** Kafka itself reads over a misspelt name, and the test would run with the default. */
  private static void requireKnown(Properties settings) {
    TreeSet<String> unknown = new TreeSet<>(settings.stringPropertyNames());
    unknown.removeAll(KafkaConfig.configDef().names());
    unknown.removeAll(OF_THE_AUTHORIZER);
    unknown.removeIf(name -> name.startsWith(PLUGIN_PREFIX));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("this Kafka knows no broker setting called " + unknown);
    }
  }
}
