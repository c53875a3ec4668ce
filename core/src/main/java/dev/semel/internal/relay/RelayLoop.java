// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.ledger.Borrowed;
import dev.semel.internal.ledger.Telemetry;
import dev.semel.internal.outbox.Signal;
import dev.semel.internal.sql.Backlog;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.RelayLease;
import dev.semel.spi.Publisher;
import dev.semel.spi.RelayEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Leads when it can, stands by when it cannot, begins anew when something failed. Its methods are
 * for one thread at a time.
 */
public final class RelayLoop {
  private static final long STAND_BY_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long LONG_AGO_MILLIS = 5_000;
  private static final int ROWS_COUNTED_MAX = 10_000;

  private final DataSource dataSource;
  private final Database database;
  private final RelaySettings settings;
  private final Publisher publisher;
  private final Signal signal;
  private final Telemetry telemetry;
  private final Pace pace = new Pace();
  private @Nullable Borrowed borrowed;
  private @Nullable Term term;
  private long nextTryAt;
  private long lookAt;
  private int failures;

  public RelayLoop(
      DataSource dataSource,
      Database database,
      RelaySettings settings,
      Publisher publisher,
      Signal signal,
      Telemetry telemetry) {
    this.dataSource = dataSource;
    this.database = database;
    this.settings = settings;
    this.publisher = publisher;
    this.signal = signal;
    this.telemetry = telemetry;
    this.nextTryAt = System.nanoTime();
    this.lookAt = System.nanoTime() + LOOK_NANOS;
  }

  /** One round, and a wait if there was nothing to do in it. */
  public void turn() throws InterruptedException {
    long heard = signal.rings();
    long now = System.nanoTime();
    if (term == null && now - nextTryAt < 0) {
      signal.await(signal.rings(), nextTryAt - now);
      return;
    }
    if (!round()) {
      signal.await(heard, term == null ? Math.max(1, nextTryAt - now) : pace.pause());
    } else if (term != null && !term.hasMore()) {
      pace.busy();
      signal.await(heard, pace.pause());
    }
  }

  /** One round; true if there was anything to do. */
  private boolean round() {
    try {
      Term leading = term != null ? term : lead();
      if (leading == null) {
        return false;
      }
      boolean any = leading.step();
      if (leading.isOvertaken()) {
        end(true);
        return true;
      }
      failures = 0;
      look();
      if (any) {
        pace.busy();
      }
      return any;
    } catch (SQLException e) {
      failed(e);
      return false;
    } catch (RuntimeException | Error e) {
      abandon();
      later();
      throw e;
    }
  }

  /** Takes the lease, or answers null if another has it. */
  private @Nullable Term lead() throws SQLException {
    if (borrowed == null) {
      borrowed = Borrowed.from(dataSource);
    }
    var c = borrowed.connection();
    long now = System.nanoTime();
    nextTryAt = now + STAND_BY_NANOS / 2 + ThreadLocalRandom.current().nextLong(STAND_BY_NANOS / 2);
    long stamped = database.relay().restamp(c);
    if (stamped >= 0) {
      telemetry.tell(new RelayEvent.Restamped(settings.name().name(), stamped));
    }
    if (!database.relay().join(c, settings.name())) {
      giveBack();
      return null;
    }
    RelayLease lease =
        database
            .relay()
            .take(c, settings.name(), settings.owner(), (int) settings.lease().toMillis());
    if (lease == null) {
      giveBack();
      return null;
    }
    Term began = new Term(c, database, settings, publisher, signal, telemetry::tell, lease, now);
    term = began;
    telemetry.tell(
        new RelayEvent.Leading(settings.name().name(), settings.name().share(), lease.fence()));
    return began;
  }

  private void look() throws SQLException {
    long now = System.nanoTime();
    if (now - lookAt < 0 || borrowed == null) {
      return;
    }
    lookAt = now + LOOK_NANOS;
    Backlog backlog =
        database.relay().backlog(borrowed.connection(), settings.name(), ROWS_COUNTED_MAX);
    String name = settings.name().name();
    telemetry.tell(
        new RelayEvent.Lag(name, settings.name().share(), backlog.rows(), backlog.oldest()));
    if (backlog.transaction() != null && backlog.hiddenMillis() > LONG_AGO_MILLIS) {
      telemetry.tell(
          new RelayEvent.HorizonHeld(
              name, backlog.transaction(), backlog.session(), backlog.since()));
    }
  }

  private void failed(SQLException e) {
    abandon();
    later();
    telemetry.tell(new RelayEvent.Failed(settings.name().name(), "SEMEL-051", e));
  }

  private void later() {
    failures++;
    nextTryAt = System.nanoTime() + settings.outages().nanos(Math.min(failures, 6));
  }

  /** The end of a term whose lease may still be ours: what is on its way is sent again. */
  private void abandon() {
    if (term != null) {
      end(false);
    }
    giveBack();
  }

  private void end(boolean overtaken) {
    term = null;
    telemetry.tell(new RelayEvent.Left(settings.name().name(), settings.name().share(), overtaken));
    giveBack();
  }

  private void giveBack() {
    if (borrowed != null) {
      borrowed.close();
      borrowed = null;
    }
  }

  /**
   * Sends what there is to send, until there is nothing, or nothing gets through.
   *
   * @return how many messages were taken, or -1 if another leads
   */
  public int runOnce() throws InterruptedException, SQLException {
    try {
      Term leading = term != null ? term : lead();
      return leading == null ? -1 : sendAll(leading);
    } catch (SQLException | RuntimeException | Error e) {
      abandon();
      throw e;
    }
  }

  private int sendAll(Term leading) throws InterruptedException, SQLException {
    int before = leading.taken();
    leading.renew();
    boolean any;
    do {
      long heard = signal.rings();
      any = leading.thoroughStep();
      if (leading.isOvertaken()) {
        int taken = leading.taken() - before;
        end(true);
        return taken == 0 ? -1 : taken;
      }
      if (!any && leading.isInTheAir()) {
        signal.await(heard, Duration.ofMillis(5).toNanos());
      }
    } while (any || leading.isInTheAir());
    leading.renew();
    return leading.taken() - before;
  }

  /** Waits for what is on its way, so long at most, and hands the lease back. */
  public void close(Duration patience) {
    Term ending = term;
    if (ending == null) {
      giveBack();
      return;
    }
    long until = System.nanoTime() + patience.toNanos();
    try {
      while (ending.isInTheAir() && System.nanoTime() - until < 0) {
        long heard = signal.rings();
        ending.land();
        if (ending.isInTheAir()) {
          signal.await(heard, Duration.ofMillis(5).toNanos());
        }
      }
      ending.renew();
      ending.release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      telemetry.tell(new RelayEvent.Failed(settings.name().name(), "SEMEL-051", e));
    }
    end(ending.isOvertaken());
  }
}
