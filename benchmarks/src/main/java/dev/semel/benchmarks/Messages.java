// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;

/** A stream of messages nobody has seen before, as random UUIDs. For one thread. */
public final class Messages {
  /** Every worker has accounts of its own, as a consumer has partitions. */
  static final int ACCOUNTS_PER_WORKER = 1_000;

  private final SplittableRandom random;
  private final int firstAccount;

  Messages(long seed, int worker) {
    this.random = new SplittableRandom(seed);
    this.firstAccount = worker * ACCOUNTS_PER_WORKER;
  }

  Message next() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new Message(new UUID(high, low), firstAccount + random.nextInt(ACCOUNTS_PER_WORKER) + 1);
  }

  List<Message> next(int count) {
    List<Message> batch = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batch.add(next());
    }
    return batch;
  }
}
