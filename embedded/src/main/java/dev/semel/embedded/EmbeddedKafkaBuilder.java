// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.kafka.BrokerOptions;
import dev.semel.embedded.internal.kafka.BrokerSettings;
import dev.semel.embedded.internal.kafka.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The choices before an {@link EmbeddedKafka} starts. Each has a default.
 *
 * <p>Not thread-safe.
 */
public final class EmbeddedKafkaBuilder {
  private static final int HEAP_MEGABYTES = 384;
  private static final int HEAP_MEGABYTES_MIN = 128;

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final List<Topic> topics = new ArrayList<>();
  private int heapMegabytes = HEAP_MEGABYTES;
  private @Nullable Path cacheDirectory;
  private Consumer<String> progress = line -> {};

  EmbeddedKafkaBuilder() {}

  /**
   * Where brokers have their run directories, and where what makes a start fast is kept. Default:
   * the system property {@code semel.cache}, else the variable {@code SEMEL_CACHE}, else {@code
   * semel} in {@code XDG_CACHE_HOME} or {@code ~/.cache}.
   */
  public EmbeddedKafkaBuilder cacheDirectory(Path directory) {
    cacheDirectory = Objects.requireNonNull(directory);
    return this;
  }

  /** A topic that is there when the start returns. */
  public EmbeddedKafkaBuilder topic(String name, int partitions) {
    topics.add(new Topic(name, partitions));
    return this;
  }

  /**
   * A broker setting, such as {@code log.retention.ms}; the last value given for a name counts. A
   * name that this Kafka does not know fails the start.
   */
  public EmbeddedKafkaBuilder setting(String name, String value) {
    settings.put(Objects.requireNonNull(name), Objects.requireNonNull(value));
    return this;
  }

  /** The most heap the broker's JVM may use, in megabytes. Default: 384. */
  public EmbeddedKafkaBuilder heapMegabytes(int most) {
    if (most < HEAP_MEGABYTES_MIN) {
      throw new EmbeddedServerException(
          Code.BAD_OPTION,
          "heapMegabytes(%d): a broker does not live on less than %d"
              .formatted(most, HEAP_MEGABYTES_MIN));
    }
    heapMegabytes = most;
    return this;
  }

  /** Receives a line for people at each step that takes time, on the starting thread. */
  public EmbeddedKafkaBuilder progress(Consumer<String> listener) {
    progress = Objects.requireNonNull(listener);
    return this;
  }

  /**
   * Starts the broker and returns when it takes messages.
   *
   * @throws EmbeddedServerException if it does not; then nothing is left behind
   */
  public EmbeddedKafka start() {
    return EmbeddedKafka.start(
        new BrokerOptions(
            BrokerSettings.of(settings),
            List.copyOf(topics),
            heapMegabytes,
            cacheDirectory,
            progress));
  }
}
