// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.internal.ledger.Inside;
import dev.semel.remote.Recovery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up what is due, within the quota of each kind. Thread-safe. */
public final class RecoveryLoop implements Recovery {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.remote");
  private static final int LOOK_MAX = 100;
  private static final long QUOTA_NANOS_MIN = 1_000_000;
  private static final long CLOSE_PATIENCE_MILLIS = 30_000;

  private final Map<Kind<?, ?>, Gate> gates = new LinkedHashMap<>();
  private final Duration pause;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;

  /**
   * What became of one look.
   *
   * @param throttled whether there was more to do than may be done now
   */
  private record Turn(int done, boolean throttled) {}

  /** What keeps a kind from being taken up too fast. */
  private record Gate(Quota quota, Breaker breaker) {}

  RecoveryLoop(List<Kind<?, ?>> kinds, int perSecond, Duration pause) {
    kinds.forEach(kind -> gates.put(kind, new Gate(new Quota(perSecond), new Breaker())));
    this.pause = pause;
  }

  void start(int count) {
    for (int i = 0; i < count; i++) {
      Thread thread = new Thread(this::run, "semel-recovery-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  private void run() {
    while (!closing) {
      int done = 0;
      long left = pause.toNanos();
      for (Map.Entry<Kind<?, ?>, Gate> entry : gates.entrySet()) {
        Turn turn = some(entry.getKey(), entry.getValue(), false);
        done += turn.done();
        if (turn.throttled()) {
          left = Math.min(left, Math.max(QUOTA_NANOS_MIN, entry.getValue().quota().nanosLeft()));
        }
      }
      if (done == 0 && !closing) {
        LockSupport.parkNanos(left);
      }
    }
  }

  @Override
  public int runOnce() {
    if (Inside.anyEffect()) {
      throw new IllegalStateException("SEMEL-071 a recovery in the middle of an effect");
    }
    int done = 0;
    for (Map.Entry<Kind<?, ?>, Gate> entry : gates.entrySet()) {
      done += some(entry.getKey(), entry.getValue(), true).done();
    }
    return done;
  }

  /** Takes up what was due at one look; those that find the same choose in different orders. */
  private Turn some(Kind<?, ?> kind, Gate gate, boolean waitsForQuota) {
    int done = 0;
    try {
      List<UUID> due = new ArrayList<>(kind.due(LOOK_MAX));
      Collections.shuffle(due);
      for (UUID id : due) {
        if (closing || !hasQuota(gate.quota(), waitsForQuota)) {
          return new Turn(done, true);
        }
        if (!gate.breaker().mayTry(System.nanoTime())) {
          return new Turn(done, false);
        }
        Met met = kind.pursue(id);
        gate.breaker().met(met, System.nanoTime());
        done++;
      }
    } catch (RuntimeException e) {
      LOG.warn("SEMEL-077 effects of {} could not be taken up now", kind.name(), e);
      LockSupport.parkNanos(pause.toNanos());
    }
    return new Turn(done, false);
  }

  private static boolean hasQuota(Quota quota, boolean waits) {
    while (!quota.take()) {
      if (!waits || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(quota.nanosLeft());
    }
    return true;
  }

  @Override
  public void close() {
    closing = true;
    threads.forEach(LockSupport::unpark);
    boolean interrupted = false;
    for (Thread thread : threads) {
      try {
        thread.join(CLOSE_PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
