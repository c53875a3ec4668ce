// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.volley;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallWatcher;
import dev.semel.testkit.internal.calls.WatchedDataSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Lets each call to a database wait a little, now and then, so that short deliveries meet: two of a
 * tenth of a millisecond each would often run one after the other, and prove nothing. Immutable,
 * hence thread-safe.
 */
public final class Jitter implements CallWatcher {
  private static final int NANOS_MAX = 2_000_000;

  private Jitter() {}

  /** The same database, now and then a little late. */
  public static DataSource before(DataSource database) {
    return WatchedDataSource.of(database, "database", new Jitter());
  }

  @Override
  public void before(Call call) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    if (random.nextBoolean()) {
      LockSupport.parkNanos(random.nextInt(NANOS_MAX));
    }
  }
}
