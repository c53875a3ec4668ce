// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.held.Backoff;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.outbox.Ids;
import dev.semel.internal.outbox.Texts;
import dev.semel.internal.relay.RelayLoop;
import dev.semel.internal.relay.RelaySettings;
import dev.semel.internal.sql.RelayName;
import dev.semel.spi.Publisher;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from the outbox to where they go, in order per key, each at least once and always
 * under its id. Of all processes that run a relay of one name, one leads; when it dies another
 * takes over. Thread-safe.
 *
 * <pre>{@code
 * try (Relay relay = semel.relay().to(publisher).start()) { ... }
 * }</pre>
 *
 * <p>It keeps one connection of the pool while it leads, outside of any transaction while it waits.
 */
public final class Relay implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.relay");
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final RelaySettings settings;
  private final Publisher publisher;
  private final Doors doors;
  private final RelayLoop loop;
  private final ReentrantLock turns = new ReentrantLock();
  private volatile boolean closing;
  private @Nullable Thread thread;

  private Relay(RelaySettings settings, Publisher publisher, Doors doors) {
    this.settings = settings;
    this.publisher = publisher;
    this.doors = doors;
    this.loop =
        new RelayLoop(
            doors.dataSource(),
            doors.database(),
            settings,
            publisher,
            doors.publishing().signal(),
            doors.telemetry());
  }

  /** What happens when a message is refused, or has failed too often. */
  public enum OnRefusal {
    /** It is parked, and the later messages of its key wait behind it. Other keys flow. */
    PARK_KEY,
    /** It is parked alone; the later messages of its key overtake it. */
    PARK_MESSAGE,
    /** It is parked and the relay stops, in all processes, until it is resumed. */
    STOP
  }

  /** Starts the thread, a daemon. */
  public synchronized Relay start() {
    if (thread != null || closing) {
      throw new IllegalStateException("this relay was started, or closed, before");
    }
    thread = new Thread(this::run, "semel-relay-" + settings.name().name());
    thread.setDaemon(true);
    thread.start();
    return this;
  }

  private void run() {
    try {
      while (!closing) {
        turns.lock();
        try {
          if (!closing) {
            loop.turn();
          }
        } catch (RuntimeException e) {
          LOG.warn("SEMEL-051 relay {} met an error and begins anew", settings.name(), e);
        } finally {
          turns.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Sends on this thread what there is to send, until there is nothing left, or nothing gets
   * through. For tests, and for those who have a schedule of their own.
   *
   * @return how many messages were taken; -1 if another process leads
   * @throws IllegalStateException if the relay was started
   */
  public int runOnce() {
    synchronized (this) {
      if (thread != null || closing) {
        throw new IllegalStateException("this relay has a thread of its own, or was closed");
      }
    }
    turns.lock();
    try {
      return loop.runOnce();
    } catch (SQLException e) {
      throw Failures.of("relay " + settings.name(), "in a round", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      turns.unlock();
    }
  }

  /**
   * Stops the relay of this name, in all processes, until it is resumed; see {@link Outbox#pause}.
   *
   * @param reason for whoever asks later
   */
  public void pause(String reason) {
    new Outbox(doors).pause(settings.name().name(), reason);
  }

  /** Lets the relay of this name go on, in all processes. */
  public void resume() {
    new Outbox(doors).resume(settings.name().name());
  }

  /** Waits for what is on its way, hands the lease back, and closes the publisher. */
  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
    }
    doors.publishing().signal().ring();
    try {
      if (turns.tryLock(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          loop.close(CLOSE_PATIENCE);
        } finally {
          turns.unlock();
        }
      } else {
        LOG.warn(
            "SEMEL-051 relay {} is held up by its publisher; its lease ends by itself",
            settings.name());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      publisher.close();
    } catch (RuntimeException e) {
      LOG.warn("SEMEL-051 the publisher of relay {} could not be closed", settings.name(), e);
    }
  }

  /** Collects what a relay is to be. Not thread-safe. */
  public static final class Builder {
    private static final Duration LEASE_MIN = Duration.ofMillis(500);

    private final Doors doors;
    private String name = "relay";
    private int share;
    private int shares = 1;
    private @Nullable String owner;
    private @Nullable Publisher publisher;
    private int batchSizeMax = 500;
    private Duration lease = Duration.ofSeconds(3);
    private Duration answerWithin = Duration.ofSeconds(30);
    private int attemptsMax = 10;
    private Duration retryFirst = Duration.ofSeconds(1);
    private Duration retryLongest = Duration.ofMinutes(5);
    private OnRefusal onRefusal = OnRefusal.PARK_KEY;

    Builder(Doors doors) {
      this.doors = doors;
    }

    /** Who takes the messages to where they go. Needed; closed with the relay. */
    public Builder to(Publisher publisher) {
      this.publisher = Objects.requireNonNull(publisher, "publisher");
      return this;
    }

    /**
     * The name, the same in all processes that share the work; {@code relay} by default. On
     * PostgreSQL a relay of another name sends all messages once more, to somewhere else; on
     * MariaDB and H2 an outbox has one relay.
     */
    public Builder named(String name) {
      this.name = Texts.visible("name of a relay", name, 100);
      return this;
    }

    /**
     * Sends only a share of the keys, so that several processes send at once. All must be run with
     * the same number of shares; another number takes over when the old ones have stopped.
     *
     * @param share 0 to shares - 1
     */
    public Builder share(int share, int shares) {
      this.share = share;
      this.shares = shares;
      return this;
    }

    /**
     * What this process is called. Whoever has the name of the leader takes its lease at once: for
     * a process that is restarted, and of which there are never two. A new name by default.
     */
    public Builder owner(String owner) {
      this.owner = Texts.visible("owner of a relay", owner, 100);
      return this;
    }

    /**
     * How many messages are handed over at once; 500 by default, 1 to 10,000. Four times as many
     * are read and kept on their way.
     */
    public Builder batchSizeMax(int messages) {
      this.batchSizeMax = messages;
      return this;
    }

    /** How long a leader is not heard of before another takes over; 3 seconds by default. */
    public Builder lease(Duration lease) {
      this.lease = Objects.requireNonNull(lease, "lease");
      return this;
    }

    /** After which time without an answer a message is sent again; 30 seconds by default. */
    public Builder answerWithin(Duration time) {
      this.answerWithin = Objects.requireNonNull(time, "time");
      return this;
    }

    /** How often a message is tried that fails by itself before it is parked; 10 by default. */
    public Builder attemptsMax(int attempts) {
      this.attemptsMax = attempts;
      return this;
    }

    /**
     * How long a message waits that failed: anything up to a bound that begins with the first and
     * doubles up to the longest; 1 second and 5 minutes by default.
     */
    public Builder retryingAfter(Duration first, Duration longest) {
      this.retryFirst = Objects.requireNonNull(first, "first");
      this.retryLongest = Objects.requireNonNull(longest, "longest");
      return this;
    }

    /** What happens when a message is refused; its key is parked by default. */
    public Builder onRefusal(OnRefusal onRefusal) {
      this.onRefusal = Objects.requireNonNull(onRefusal, "onRefusal");
      return this;
    }

    /**
     * Checks everything; the relay does nothing yet.
     *
     * @throws IllegalArgumentException with all that is wrong with the configuration
     */
    public Relay build() {
      List<String> problems = problems();
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException("SEMEL-015 " + String.join("; ", problems));
      }
      RelaySettings settings =
          new RelaySettings(
              new RelayName(name, share, shares),
              owner != null ? owner : Ids.fresh().toString(),
              batchSizeMax,
              lease,
              answerWithin,
              attemptsMax,
              new Backoff(retryFirst, retryLongest),
              new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30)),
              onRefusal);
      return new Relay(settings, Objects.requireNonNull(publisher, "publisher"), doors);
    }

    /** Builds the relay and starts its thread. */
    public Relay start() {
      return build().start();
    }

    private List<String> problems() {
      List<String> problems = new ArrayList<>();
      if (publisher == null) {
        problems.add("relay %s has no publisher: call to(...)".formatted(name));
      }
      if (shares < 1 || shares > 64 || share < 0 || share >= shares) {
        problems.add(
            "share is %d of %d, allowed is 0 to shares - 1 of 1 to 64 shares"
                .formatted(share, shares));
      }
      if (batchSizeMax < 1 || batchSizeMax > 10_000) {
        problems.add(
            "batchSizeMax is %d, allowed is 1 to 10000 (default 500)".formatted(batchSizeMax));
      }
      if (lease.compareTo(LEASE_MIN) < 0 || lease.compareTo(Duration.ofMinutes(10)) > 0) {
        problems.add("lease is %s, allowed is PT0.5S to PT10M (default PT3S)".formatted(lease));
      }
      if (answerWithin.isNegative() || answerWithin.isZero()) {
        problems.add("answerWithin is %s, it must be positive".formatted(answerWithin));
      }
      if (attemptsMax < 1) {
        problems.add("attemptsMax is %d, it must be 1 or more".formatted(attemptsMax));
      }
      if (retryFirst.isNegative()
          || retryFirst.isZero()
          || retryLongest.compareTo(retryFirst) < 0) {
        problems.add(
            "retryingAfter is %s to %s, the first must be positive and not above the longest"
                .formatted(retryFirst, retryLongest));
      }
      return problems;
    }
  }
}
