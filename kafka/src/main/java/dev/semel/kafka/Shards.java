// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Semel;
import dev.semel.kafka.internal.record.StableHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Several databases, each with a ledger, that share the work by business key: a key belongs to one
 * of {@value #BUCKETS} virtual buckets, for ever, and a bucket to one database. Immutable and
 * thread-safe.
 *
 * <p>A message is deduplicated where its key lives. So the key must be a property of the message
 * that a resend does not change, and a bucket that moves to another database takes its rows of the
 * ledger along.
 */
public final class Shards {
  /** How many virtual buckets there are; this never changes. */
  public static final int BUCKETS = 1024;

  private final List<Semel> ledgers;
  private final int[] ledgerOfBucket;

  private Shards(List<Semel> ledgers, int[] ledgerOfBucket) {
    this.ledgers = ledgers;
    this.ledgerOfBucket = ledgerOfBucket;
  }

  /** Databases with as many buckets each, in order: the first has the lowest buckets. */
  public static Shards of(Semel... ledgers) {
    if (ledgers.length == 0 || ledgers.length > BUCKETS) {
      throw new IllegalArgumentException(
          "SEMEL-404 %d shards; there can be 1 to %d".formatted(ledgers.length, BUCKETS));
    }
    return placing(bucket -> ledgers[bucket * ledgers.length / BUCKETS]);
  }

  /**
   * Databases by bucket, for those who move some of them.
   *
   * @param ledgerOfBucket asked once for each bucket from 0 to {@value #BUCKETS} - 1
   */
  public static Shards placing(IntFunction<Semel> ledgerOfBucket) {
    List<Semel> ledgers = new ArrayList<>();
    int[] indexes = new int[BUCKETS];
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      Semel ledger = Objects.requireNonNull(ledgerOfBucket.apply(bucket), "ledger");
      if (!ledgers.contains(ledger)) {
        ledgers.add(ledger);
      }
      indexes[bucket] = ledgers.indexOf(ledger);
    }
    return new Shards(List.copyOf(ledgers), indexes);
  }

  /**
   * The bucket of a key: the highest 10 bits of a stable hash, which is FNV-1a of 64 bits over its
   * UTF-8 followed by the finalizer of MurmurHash3.
   */
  public static int bucketOf(String key) {
    return bucketOf(StableHash.of(key));
  }

  /** The ledger whose database holds a key. */
  public Semel holding(String key) {
    return ledgers.get(indexOf(StableHash.of(key)));
  }

  private static int bucketOf(long hash) {
    return (int) (hash >>> 54);
  }

  /** Which of the ledgers holds what has this hash. */
  int indexOf(long hash) {
    return ledgerOfBucket[bucketOf(hash)];
  }

  /** Each ledger once. */
  List<Semel> ledgers() {
    return ledgers;
  }

  @Override
  public String toString() {
    return "%d ledgers, %d buckets from %s"
        .formatted(
            ledgers.size(), BUCKETS, Arrays.stream(ledgerOfBucket).distinct().boxed().toList());
  }
}
