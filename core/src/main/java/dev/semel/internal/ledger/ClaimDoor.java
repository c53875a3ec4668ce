// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Fingerprint;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Scope;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.sql.ClaimSql;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.Opening;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.Uuids;
import dev.semel.internal.sql.Window;
import dev.semel.spi.Claims;
import dev.semel.spi.LedgerEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;

/** The door for work that begins in one place and ends in another. Thread-safe. */
public final class ClaimDoor implements Claims {
  private static final Duration LEASE_MAX = Duration.ofDays(30);

  private final Settings settings;
  private final OwnTransactions own;
  private final Database database;
  private final ClaimSql sql;
  private final Memory memory;
  private final Telemetry telemetry;

  public ClaimDoor(
      Settings settings,
      DataSource dataSource,
      Database database,
      Scopes scopes,
      Telemetry telemetry,
      Publishing publishing) {
    this(
        settings,
        new OwnTransactions(dataSource, database, scopes, publishing),
        new Memory(database, scopes, telemetry),
        telemetry);
  }

  private ClaimDoor(Settings settings, OwnTransactions own, Memory memory, Telemetry telemetry) {
    this.settings = settings;
    this.own = own;
    this.database = own.database();
    this.sql = database.claims();
    this.memory = memory;
    this.telemetry = telemetry;
  }

  /** What is done about a key that is free, in the transaction that has found it so. */
  @FunctionalInterface
  private interface Claiming {
    Answer on(Borrowed borrowed, RowKey row, String token) throws SQLException;
  }

  @Override
  public Answer open(Key key) {
    return claim(
        key,
        (borrowed, row, token) -> {
          EffectTx tx = own.effectTx(borrowed, key);
          return new Claimed(
              new OpenClaim(key, row, token, tx, borrowed.handOver(), own, settings, telemetry));
        });
  }

  @Override
  public Answer take(Key key, Duration lease) {
    Duration asked = checked(lease);
    return claim(
        key,
        (borrowed, row, token) -> {
          long fence = sql.take(borrowed.connection(), row, asked);
          sql.commit(borrowed.connection());
          return new Claimed(taken(key, row, fence));
        });
  }

  private Answer claim(Key key, Claiming claiming) {
    RowKey row = own.row(key);
    if (row == null) {
      return refused(key, Outcome.Reason.ORIGIN_MISSING);
    }
    for (int tries = 1; ; tries++) {
      try (Borrowed borrowed = own.borrow(key)) {
        String token = Tokens.next();
        Opening opening = sql.open(borrowed.connection(), row, token);
        Window window = opening.window();
        if (opening.row() != null) {
          return standing(key, row, opening.row());
        } else if (window != null && !window.holds(row.origin())) {
          if (!memory.applies(key, row, window)) {
            borrowed.rollback();
            return outside(borrowed.connection(), key, row, window);
          }
          row = KeyForm.timeless(row);
        } else if (opening.held()) {
          return busy(key);
        } else {
          return claiming.on(borrowed, row, token);
        }
      } catch (SQLException e) {
        Fault fault = Fault.of(e);
        if (fault == Fault.LOCKED) {
          return busy(key);
        }
        // A duplicate is the row of a batch or of a caller's transaction that came between.
        boolean again = fault == Fault.TRY_AGAIN || fault == Fault.DUPLICATE;
        if (!again || tries >= Settings.TRIES_MAX) {
          throw Failures.of(key, "while it was claimed", e);
        }
        Steps.pauseBefore(tries);
      }
    }
  }

  @Override
  public Answer takeOver(Key key, Standing seen, Duration lease) {
    Duration asked = checked(lease);
    Steps steps = new Steps(own.dataSource());
    for (RowKey row : rows(key)) {
      boolean ours =
          steps.run(
              key,
              "while it was taken over",
              c -> {
                boolean moved = sql.takeOver(c, row, seen.fence(), asked);
                sql.commit(c);
                return moved;
              });
      if (ours) {
        return new Claimed(taken(key, row, seen.fence() + 1));
      }
    }
    // Somebody else did so before, or gave it back: then it can be taken.
    return take(key, asked);
  }

  @Override
  public boolean resolve(Key key, Standing seen, Stored result) {
    Content content = content(key, result);
    Fenced fenced = new Fenced(own, settings);
    for (RowKey row : rows(key)) {
      if (fenced.write(
          key,
          row,
          c -> sql.resolve(c, row, seen.fence(), content),
          found -> Fenced.done(found, seen.fence() + 1, content))) {
        telemetry.tell(new LedgerEvent.Applied(key, false));
        return true;
      }
    }
    return false;
  }

  /** Where the row of a key may be. */
  private List<RowKey> rows(Key key) {
    List<RowKey> rows = new ArrayList<>(2);
    RowKey row = own.row(key);
    if (row != null) {
      rows.add(row);
      if (row.origin() != null && policy(key) == Scope.WhenForgotten.APPLY) {
        rows.add(KeyForm.timeless(row));
      }
    }
    return rows;
  }

  private Scope.WhenForgotten policy(Key key) {
    return own.scopes().definition(key.scope()).whenForgotten();
  }

  @Override
  public Instant memoryFrom(String scope) {
    return new Steps(own.dataSource())
        .run(
            scope,
            "while its memory was looked up",
            c -> database.ledger().window(c, own.scopes().of(c, scope).id()).memoryFrom());
  }

  @Override
  public Claims tryingFor(Duration patience) {
    return new ClaimDoor(settings.withPatience(patience), own, memory, telemetry);
  }

  @Override
  public int resultBytesMax() {
    return settings.resultBytesMax();
  }

  @Override
  public boolean on(DataSource dataSource) {
    return own.dataSource().equals(dataSource);
  }

  private TakenClaim taken(Key key, RowKey row, long fence) {
    return new TakenClaim(key, row, fence, own, settings, telemetry);
  }

  private Content content(Key key, Stored result) {
    return Results.checked(key, result.contentType(), result.bytes(), settings.resultBytesMax());
  }

  private Answer standing(Key key, RowKey row, Row found) {
    RowKey anyContent =
        new RowKey(row.slot(), row.scope(), row.id(), row.text(), null, row.origin());
    Outcome.Reason reason = Verdict.mismatch(anyContent, found);
    if (reason != null) {
      return refused(key, reason);
    }
    Content result = found.result();
    return new Standing(
        State.valueOf(found.state().name()),
        found.fingerprint() == null ? null : Fingerprint.ofBytes(Uuids.bytes(found.fingerprint())),
        found.since(),
        found.now(),
        found.fence(),
        found.leaseUntil(),
        result == null ? null : new Stored(result.type(), result.bytes()));
  }

  private Answer refused(Key key, Outcome.Reason reason) {
    telemetry.tell(new LedgerEvent.Mismatch(key, reason));
    return new Refused(reason);
  }

  private Answer busy(Key key) {
    telemetry.tell(new LedgerEvent.Busy(key, Duration.ZERO));
    return new Busy();
  }

  private Answer outside(Connection c, Key key, RowKey row, Window window) throws SQLException {
    Outcome<Void> outcome = memory.outside(c, key, row, window);
    sql.commit(c);
    if (outcome instanceof Outcome.Mismatch<Void> mismatch) {
      return refused(key, mismatch.reason());
    }
    Instant origin = Objects.requireNonNull(row.origin());
    telemetry.tell(new LedgerEvent.Forgotten(key, origin, false));
    return new Forgotten(origin, window.memoryFrom());
  }

  /** A lease somebody can have, in whole milliseconds. */
  static Duration checked(Duration lease) {
    if (lease.toMillis() < 1 || lease.compareTo(LEASE_MAX) > 0) {
      throw new IllegalArgumentException(
          "a lease of %s; allowed is 1 ms to %s".formatted(lease, LEASE_MAX));
    }
    return lease;
  }
}
