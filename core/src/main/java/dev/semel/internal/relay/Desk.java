// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.LedgerException;
import dev.semel.internal.ledger.Borrowed;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.outbox.Ids;
import dev.semel.internal.outbox.Signal;
import dev.semel.internal.sql.Backlog;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.HeldRow;
import dev.semel.internal.sql.ParkedRow;
import dev.semel.internal.sql.RelayRow;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a person decides about relays and parked messages. Each decision is one transaction that
 * holds the lock on the relay's rows, as the relay itself does when it marks. Thread-safe.
 */
public final class Desk {
  private static final int ROWS_COUNTED_MAX = 100_000;

  private final DataSource dataSource;
  private final Database database;
  private final Signal signal;

  public Desk(DataSource dataSource, Database database, Signal signal) {
    this.dataSource = dataSource;
    this.database = database;
    this.signal = signal;
  }

  /** What is done on a connection. */
  @FunctionalInterface
  private interface Work<T> {
    T on(Connection c) throws SQLException;
  }

  private <T> T in(String what, Work<T> work) {
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      T result = work.on(borrowed.connection());
      borrowed.connection().commit();
      return result;
    } catch (SQLException e) {
      throw Failures.of(what, "at the desk of the outbox", e);
    }
  }

  /**
   * A share and what it has to send.
   *
   * @param parked of all shares together
   */
  public record Standing(RelayRow row, Backlog backlog, long parked) {}

  public List<Standing> standings() {
    return in(
        "the outbox",
        c -> {
          List<Standing> all = new ArrayList<>();
          for (RelayRow row : database.relay().all(c)) {
            long parked = database.held().countParked(c, row.name().name());
            Backlog backlog = database.relay().backlog(c, row.name(), ROWS_COUNTED_MAX);
            all.add(new Standing(row, backlog, parked));
          }
          return all;
        });
  }

  public List<ParkedRow> parked(String relay, @Nullable String topic, int rowsMax) {
    return in("relay " + relay, c -> database.held().parked(c, relay, topic, rowsMax));
  }

  /** Tries a parked message again, with its id, as if for the first time. */
  public void retry(String relay, String messageId) {
    decide(
        relay,
        messageId,
        "retry",
        "tried again",
        (c, row) -> {
          database.held().release(c, relay, row.message().at().id());
          promote(c, relay, row);
        });
  }

  /** Gives a parked message up; the next of its key goes. */
  public void skip(String relay, String messageId, String reason) {
    decide(
        relay,
        messageId,
        "skip",
        reason,
        (c, row) -> {
          database.held().drop(c, relay, List.of(row.message().at().id()));
          promote(c, relay, row);
        });
  }

  private void promote(Connection c, String relay, HeldRow row) throws SQLException {
    if (row.line() != null) {
      database.held().promote(c, relay, List.of(row.line()));
    }
  }

  @FunctionalInterface
  private interface Decision {
    void on(Connection c, HeldRow row) throws SQLException;
  }

  private void decide(
      String relay, String messageId, String name, String reason, Decision decision) {
    boolean found =
        in(
            "message " + messageId,
            c -> {
              boolean known = database.held().lock(c, relay);
              HeldRow row = known ? database.held().find(c, relay, Ids.stored(messageId)) : null;
              if (row == null) {
                return false;
              }
              decision.on(c, row);
              database.held().decide(c, relay, row, name, reason);
              return true;
            });
    if (!found) {
      throw new LedgerException(
          "SEMEL-043",
          ("relay %s has no parked message %s; nothing was changed. Somebody may have decided"
                  + " before: list what is parked, or look into semel_outbox_decision")
              .formatted(relay, messageId));
    }
    signal.ring();
  }

  /** Stops a relay in all processes, or lets it go on. */
  public void pause(String relay, @Nullable String reason) {
    int rows = in("relay " + relay, c -> database.relay().pause(c, relay, reason));
    if (rows == 0) {
      throw unknown(relay);
    }
    signal.ring();
  }

  /** Forgets a relay that nobody runs any more. */
  public void forget(String relay) {
    int rows =
        in(
            "relay " + relay,
            c -> {
              for (RelayRow row : database.relay().all(c)) {
                if (row.name().name().equals(relay) && row.owner() != null) {
                  throw new LedgerException(
                      "SEMEL-043",
                      "relay %s is run by %s; nothing was changed. Stop it first"
                          .formatted(row.name(), row.owner()));
                }
              }
              return database.relay().forget(c, relay);
            });
    if (rows == 0) {
      throw unknown(relay);
    }
  }

  private static LedgerException unknown(String relay) {
    return new LedgerException(
        "SEMEL-043", "there is no relay %s; a relay is known once it has run".formatted(relay));
  }
}
