// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.Semel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.kafka");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final KafkaShareConsumer<byte[], byte[]> consumer;
  private final ShareWork work;
  private final ShareTurns turns;
  private final String name;
  private final Thread thread;

  private KafkaShareLoop(String name, KafkaShareConsumer<byte[], byte[]> consumer, ShareWork work) {
    this.name = name;
    this.consumer = consumer;
    this.work = work;
    this.turns = new ShareTurns(consumer, work);
    this.thread = new Thread(this::run, "semel-share-" + name);
    this.thread.setDaemon(true);
  }

  /** Begins a loop whose effects are remembered in the database of this ledger. */
  public static Builder in(Semel semel) {
    return new Builder(semel);
  }

  private void run() {
    try (consumer) {
      if (work.awaitDatabase().get()) {
        while (!work.isClosing() || turns.isAtWork()) {
          turn();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("whatever fails is tried again", e);
    } finally {
      work.end();
    }
  }

  private void turn() throws InterruptedException {
    try {
      turns.turn();
    } catch (KafkaException e) {
      LOG.warn("SEMEL-423 share group of {} met an error; it polls again in a moment", name, e);
      work.pause();
    }
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
    work.close();
    try {
      thread.join(Math.max(1, within.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean ended = !thread.isAlive();
    if (!ended) {
      LOG.warn(
          "SEMEL-424 share group of {} is still at an effect after {}; its records are delivered"
              + " again when the broker's lock on them is over, and the ledger decides",
          name,
          within);
    }
    return ended;
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
      Map<String, Object> settings = ShareRules.settings(scope, connecting, batchSizeMax);
      ShareWork work =
          new ShareWork(
              inbox,
              records(inbox, String.valueOf(settings.get("group.id"))),
              new Application<>(
                  message -> message, (tx, message, read) -> applied.on(tx, message)));
      KafkaShareConsumer<byte[], byte[]> consumer =
          new KafkaShareConsumer<>(
              settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer.subscribe(topics);
      KafkaShareLoop loop = new KafkaShareLoop(scope, consumer, work);
      loop.thread.start();
      return loop;
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

    /** Reads as the broker's set-up asks for, after it was looked at. */
    private ShareRecords records(Inbox inbox, String group) {
      try (Topics broker = new Topics(Admin.create(new ClientSettings(connecting).admin()))) {
        ShareGroup setUp = broker.shareGroup(group);
        Map<String, String> ids = broker.ids(topics);
        List<String> problems = new ArrayList<>(setUp.problems());
        topics.stream()
            .filter(topic -> !ids.containsKey(topic))
            .forEach(topic -> problems.add("topic %s does not exist".formatted(topic)));
        if (problems.isEmpty()) {
          keptTooLong(problems, broker, inbox.horizon());
        }
        if (!problems.isEmpty()) {
          throw new IllegalStateException(
              "SEMEL-421 share group %s was not started: %s"
                  .formatted(group, String.join("; ", problems)));
        }
        return new ShareRecords(
            new Identity(identifiedBy), ids, messageBytesMax, setUp.deliveriesMax());
      } catch (KafkaException e) {
        throw new IllegalStateException(
            ("SEMEL-403 share group %s was not started: the broker did not say how it is set up"
                    + " (%s). Is it there, and may this user describe the group and its topics?")
                .formatted(group, e),
            e);
      }
    }

    private void keptTooLong(List<String> problems, Topics broker, Duration remembered) {
      Duration bound = accepted.compareTo(remembered) > 0 ? accepted : remembered;
      broker
          .retentions(topics)
          .forEach(
              (topic, retention) -> {
                if (retention.exceeds(bound)) {
                  problems.add(
                      ("topic %s keeps its messages %s, and ids are remembered for %s: when the"
                              + " group is set back, what is older would be applied again. Let the"
                              + " scope remember longer, or say acceptingRetentionOf(...)")
                          .formatted(topic, retention, remembered));
                }
              });
    }
  }
}
