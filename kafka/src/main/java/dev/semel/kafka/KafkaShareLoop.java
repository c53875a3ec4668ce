// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.kafka.internal.effect.Application;
import dev.semel.kafka.internal.share.ShareLoop;
import dev.semel.kafka.internal.share.ShareRules;
import dev.semel.kafka.internal.share.ShareSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Applies the records of a share group, each once. In a share group topics are queues: any number
 * of consumers work on one partition, and records keep no order, not even those of one key.
 * Thread-safe.
 *
 * <pre>{@code
 * try (KafkaShareLoop loop =
 *     KafkaShareLoop.in(semel)
 *         .named("thumbnails")
 *         .connecting(Map.of("bootstrap.servers", servers))
 *         .topics("pictures")
 *         .apply((tx, message) -> thumbnails.order(tx.connection(), message.text()))
 *         .start()) { ... }
 * }</pre>
 *
 * <p>The broker gives a record up after so many deliveries, whatever became of them. So one that
 * was delivered in vain for half of that is held in the database before it is tried again.
 */
public final class KafkaShareLoop implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ShareLoop loop;

  private KafkaShareLoop(ShareLoop loop) {
    this.loop = loop;
  }

  /** Begins a loop whose effects are remembered in the database of this ledger. */
  public static Builder in(Semel semel) {
    return new Builder(semel);
  }

  /** Settles what is on its way, says so to the broker, and gives the rest back to it. */
  @Override
  public void close() {
    close(PATIENCE);
  }

  /**
   * The same within a time. What is not settled by then is delivered again, to somebody else.
   *
   * @return whether everything was settled and given back in time
   */
  public boolean close(Duration within) {
    return loop.close(within);
  }

  /** Collects what a loop is to be. Not thread-safe. */
  public static final class Builder {
    private static final int MESSAGE_BYTES_MAX = 1 << 20;

    private final Semel semel;
    private final Map<String, Object> connecting = new LinkedHashMap<>();
    private final List<String> topics = new ArrayList<>();
    private Function<KafkaMessage, @Nullable String> identifiedBy = message -> null;
    private @Nullable String name;
    private Effect.@Nullable ForEach<KafkaMessage> effect;
    private int batchSizeMax = 500;
    private int messageBytesMax = MESSAGE_BYTES_MAX;
    private int attemptsMax = 10;
    private Duration retryFirst = Duration.ofSeconds(1);
    private Duration retryLongest = Duration.ofMinutes(5);
    private Duration accepted = Duration.ZERO;

    private Builder(Semel semel) {
      this.semel = Objects.requireNonNull(semel, "semel");
    }

    /** The scope in which messages are told from each other; also the group, unless it is set. */
    public Builder named(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /** Settings of Kafka's client: at least {@code bootstrap.servers}. */
    public Builder connecting(Map<String, ?> settings) {
      connecting.putAll(settings);
      return this;
    }

    /** The topics that are the queue. */
    public Builder topics(String... topics) {
      this.topics.addAll(List.of(topics));
      return this;
    }

    /** Where the id of a message is if it has none of CloudEvents or Debezium; null for none. */
    public Builder identifiedBy(Function<KafkaMessage, @Nullable String> id) {
      this.identifiedBy = Objects.requireNonNull(id, "id");
      return this;
    }

    /** What happens with each message, once. */
    public Builder apply(Effect.ForEach<KafkaMessage> effect) {
      this.effect = Objects.requireNonNull(effect, "effect");
      return this;
    }

    /** How many messages are applied in one transaction; 500 by default. */
    public Builder batchSizeMax(int messages) {
      this.batchSizeMax = messages;
      return this;
    }

    /** Above how many bytes a message is parked without its value; 1 MiB by default. */
    public Builder messageBytesMax(int bytes) {
      this.messageBytesMax = bytes;
      return this;
    }

    /** How often an effect is tried before its message is parked; 10 by default, at least 2. */
    public Builder attemptsMax(int attempts) {
      this.attemptsMax = attempts;
      return this;
    }

    /** How long a message waits that failed; see {@link Inbox#retryingAfter}. */
    public Builder retryingAfter(Duration first, Duration longest) {
      this.retryFirst = Objects.requireNonNull(first, "first");
      this.retryLongest = Objects.requireNonNull(longest, "longest");
      return this;
    }

    /**
     * Consumes topics that keep records for up to this long although ids are remembered for less.
     * Whoever says so makes sure that nobody sets the group back to old records.
     */
    public Builder acceptingRetentionOf(Duration retention) {
      this.accepted = Objects.requireNonNull(retention, "retention");
      return this;
    }

    /**
     * Asks the broker how the group is set up, and starts the threads, all daemons.
     *
     * @throws IllegalArgumentException with all that is wrong with the configuration
     * @throws IllegalStateException with all that is wrong with the group and its topics
     */
    public KafkaShareLoop start() {
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("SEMEL-401 " + String.join("; ", problems));
      }
      String scope = Objects.requireNonNull(name, "name");
      Effect.ForEach<KafkaMessage> applied = Objects.requireNonNull(effect, "effect");
      Inbox inbox =
          semel.inbox(scope).attemptsMax(attemptsMax).retryingAfter(retryFirst, retryLongest);
      Function<KafkaMessage, @Nullable String> ids = identifiedBy;
      ShareSettings settings =
          new ShareSettings(
              scope,
              new LinkedHashMap<>(connecting),
              List.copyOf(topics),
              batchSizeMax,
              messageBytesMax,
              accepted,
              received -> ids.apply(new KafkaMessage(received)));
      return new KafkaShareLoop(
          ShareLoop.started(settings, inbox, new Application<>(KafkaMessage::new, applied)));
    }

    private List<String> problems() {
      List<String> problems = new ArrayList<>(ShareRules.problems(connecting));
      if (name == null) {
        problems.add("the loop has no name: call named(...)");
      }
      if (topics.isEmpty()) {
        problems.add("the loop has no topics: call topics(...)");
      }
      if (effect == null) {
        problems.add("the loop has no effect: call apply(...)");
      }
      if (batchSizeMax < 1 || batchSizeMax > 10_000) {
        problems.add(
            "batchSizeMax is %d, allowed is 1 to 10000 (default 500)".formatted(batchSizeMax));
      }
      if (messageBytesMax < 1) {
        problems.add("messageBytesMax is %d, it must be positive".formatted(messageBytesMax));
      }
      if (attemptsMax < 2) {
        problems.add(
            "attemptsMax is %d, it must be 2 or more: to be held in the database counts as one"
                .formatted(attemptsMax));
      }
      return problems;
    }
  }
}
