// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.kafka.internal.consume.LoopAssembly;
import dev.semel.kafka.internal.consume.LoopChoices;
import dev.semel.kafka.internal.effect.Application;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link KafkaConsumerLoop} is to be. Not thread-safe. */
public final class KafkaConsumerBuilder {
  private final LoopChoices chosen;

  KafkaConsumerBuilder(Shards shards) {
    Objects.requireNonNull(shards, "shards");
    this.chosen = new LoopChoices(shards.ledgers(), shards::indexOf);
  }

  /**
   * Who consumes: the scope its messages are deduplicated in, and the {@code group.id} unless the
   * settings of the connection have one. Needed.
   */
  public KafkaConsumerBuilder named(String name) {
    chosen.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Settings of Kafka's consumer: {@code bootstrap.servers}, security, {@code group.protocol}.
   * Needed. The group is classic and cooperative by default. What would lose messages or double
   * their effects is refused.
   */
  public KafkaConsumerBuilder connecting(Map<String, ?> settings) {
    chosen.client = Map.copyOf(settings);
    return this;
  }

  /** Topics whose partitions are shared out among the group. */
  public KafkaConsumerBuilder topics(String... topics) {
    chosen.topics = List.of(topics);
    return this;
  }

  /** Partitions this process consumes whatever others do. */
  public KafkaConsumerBuilder partitions(TopicPartition... partitions) {
    chosen.partitions = Set.copyOf(new LinkedHashSet<>(List.of(partitions)));
    return this;
  }

  /** What happens for each message, once. Needed, in this form or the other. */
  public KafkaConsumerBuilder apply(Effect.ForEach<KafkaMessage> effect) {
    Objects.requireNonNull(effect, "effect");
    return apply(message -> message, (tx, message, read) -> effect.on(tx, read));
  }

  /**
   * What happens for each message that can be read, once. One that the decoder throws for is parked
   * at once.
   */
  public <T> KafkaConsumerBuilder apply(
      KafkaConsumerLoop.Decoder<T> decoder, KafkaConsumerLoop.DecodedEffect<T> effect) {
    Objects.requireNonNull(decoder, "decoder");
    Objects.requireNonNull(effect, "effect");
    chosen.application =
        new Application<Decoded<T>>(
            received -> {
              KafkaMessage message = new KafkaMessage(received);
              return new Decoded<>(message, decoder.decode(message));
            },
            (tx, decoded) -> effect.on(tx, decoded.message(), decoded.value()));
    return this;
  }

  private record Decoded<T>(KafkaMessage message, T value) {}

  /**
   * Where the id of a message is that has neither {@code ce_source} and {@code ce_id} nor {@code
   * id} among its headers: what its producer calls it, the same on every resend. Null if it has
   * none; then it is parked.
   */
  public KafkaConsumerBuilder identifiedBy(Function<KafkaMessage, @Nullable String> id) {
    Objects.requireNonNull(id, "id");
    chosen.ids = received -> id.apply(new KafkaMessage(received));
    return this;
  }

  /**
   * Tells messages by where they lie: the id of the topic, partition and offset. Costs a row per
   * partition, not one per message. Catches what the broker delivers again; never what a producer
   * sent twice.
   */
  public KafkaConsumerBuilder identifiedByPlace() {
    chosen.byPlace = true;
    return this;
  }

  /**
   * What a message is about, if that is not the key of its record: order is kept and a shard chosen
   * by it. It must be a property of the message that a resend does not change. Null for a message
   * with no order to keep.
   */
  public KafkaConsumerBuilder keyedBy(Function<KafkaMessage, @Nullable String> key) {
    Objects.requireNonNull(key, "key");
    chosen.keys = received -> key.apply(new KafkaMessage(received));
    return this;
  }

  /**
   * How many threads apply, for each shard; 1 by default. Messages of one key are always applied by
   * the same, so that they never overtake each other.
   */
  public KafkaConsumerBuilder lanes(int lanes) {
    chosen.lanes = lanes;
    return this;
  }

  /** The most messages in one transaction; 500 by default, 1 to 10,000. */
  public KafkaConsumerBuilder batchSizeMax(int messages) {
    chosen.batchSizeMax = messages;
    return this;
  }

  /** The most bytes in one transaction, unless one message has more; 8 MiB by default. */
  public KafkaConsumerBuilder batchBytesMax(long bytes) {
    chosen.batchBytesMax = bytes;
    return this;
  }

  /** About how long a transaction may take, by what messages took lately; a second by default. */
  public KafkaConsumerBuilder batchTimeMax(Duration time) {
    chosen.batchTimeMax = Objects.requireNonNull(time, "time");
    return this;
  }

  /** A larger message is parked without its value; 1 MiB by default, 16 MiB at most. */
  public KafkaConsumerBuilder messageBytesMax(int bytes) {
    chosen.messageBytesMax = bytes;
    return this;
  }

  /** What happens to a record without a value; it is parked by default. */
  public KafkaConsumerBuilder onTombstone(KafkaConsumerLoop.OnTombstone onTombstone) {
    Objects.requireNonNull(onTombstone, "onTombstone");
    chosen.parksTombstones = onTombstone == KafkaConsumerLoop.OnTombstone.PARK;
    chosen.skipsTombstones = onTombstone == KafkaConsumerLoop.OnTombstone.SKIP;
    return this;
  }

  /**
   * Keeps the place in the topic in the database of the effects too, and believes it: when the
   * database has lost commits, after a restore or a failover, their messages are consumed again.
   */
  public KafkaConsumerBuilder offsetsInDatabase() {
    chosen.offsetsInDatabase = true;
    return this;
  }

  /**
   * Consumes topics that keep messages for up to this long although ids are remembered for less.
   * Whoever says so makes sure that nobody delivers old messages again.
   */
  public KafkaConsumerBuilder acceptingRetentionOf(Duration retention) {
    chosen.accepted = Objects.requireNonNull(retention, "retention");
    return this;
  }

  /** How often a message is tried before it is parked; see {@link Inbox#attemptsMax}. */
  public KafkaConsumerBuilder attemptsMax(int attempts) {
    return with(inbox -> inbox.attemptsMax(attempts));
  }

  /** How long a message waits that failed; see {@link Inbox#retryingAfter}. */
  public KafkaConsumerBuilder retryingAfter(Duration first, Duration longest) {
    return with(inbox -> inbox.retryingAfter(first, longest));
  }

  /** Lets the later messages of a key overtake one that is parked; see {@link Inbox}. */
  public KafkaConsumerBuilder parkingAlone() {
    return with(Inbox::parkingAlone);
  }

  private KafkaConsumerBuilder with(UnaryOperator<Inbox> more) {
    UnaryOperator<Inbox> before = chosen.inbox;
    chosen.inbox = plain -> more.apply(before.apply(plain));
    return this;
  }

  /**
   * Tells of each parked message on the topic {@code <topic>-dlt}, through the outbox, with the
   * headers Spring Kafka writes.
   */
  public KafkaConsumerBuilder deadLetters() {
    return deadLetters(topic -> topic + "-dlt");
  }

  /** The same on topics of other names. */
  public KafkaConsumerBuilder deadLetters(UnaryOperator<String> topics) {
    chosen.deadLetterTopics = Objects.requireNonNull(topics, "topics");
    return this;
  }

  /**
   * Checks everything; the loop does nothing yet.
   *
   * @throws IllegalArgumentException with all that is wrong with the configuration
   */
  public KafkaConsumerLoop build() {
    return new KafkaConsumerLoop(new LoopAssembly(chosen).loop());
  }

  /** Builds the loop and starts it; see {@link KafkaConsumerLoop#start}. */
  public KafkaConsumerLoop start() {
    KafkaConsumerLoop loop = build();
    try {
      return loop.start();
    } catch (RuntimeException | Error e) {
      loop.close(Duration.ZERO);
      throw e;
    }
  }
}
