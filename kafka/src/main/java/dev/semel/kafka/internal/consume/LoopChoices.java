// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.consume;

import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.kafka.internal.effect.Application;
import dev.semel.kafka.internal.record.BusinessKey;
import dev.semel.kafka.internal.record.Received;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongToIntFunction;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What was chosen for a loop so far, right or wrong. Not thread-safe. */
public final class LoopChoices {
  final List<Semel> ledgers;
  final LongToIntFunction ledgerOf;
  public String name = "";
  public Map<String, ?> client = Map.of();
  public List<String> topics = List.of();
  public Set<TopicPartition> partitions = Set.of();
  public @Nullable Application<?> application;
  public int lanes = 1;
  public int batchSizeMax = 500;
  public long batchBytesMax = 8L * 1024 * 1024;
  public Duration batchTimeMax = Duration.ofSeconds(1);
  public int messageBytesMax = 1024 * 1024;
  public boolean parksTombstones = true;
  public boolean skipsTombstones;
  public boolean byPlace;
  public boolean offsetsInDatabase;
  public @Nullable Duration accepted;
  public Function<Received, @Nullable String> ids = received -> null;
  public Function<Received, @Nullable String> keys = BusinessKey::of;
  public @Nullable UnaryOperator<String> deadLetterTopics;
  public UnaryOperator<Inbox> inbox = UnaryOperator.identity();

  /**
   * Nothing but where the effects are.
   *
   * @param ledgerOf which of the ledgers holds what has this hash
   */
  public LoopChoices(List<Semel> ledgers, LongToIntFunction ledgerOf) {
    this.ledgers = ledgers;
    this.ledgerOf = ledgerOf;
  }
}
