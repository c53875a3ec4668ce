// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.BusyException;
import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.MismatchException;
import dev.semel.Outcome;
import dev.semel.UnknownOutcomeException;
import dev.semel.internal.sql.BatchSql;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.ScopeRow;
import dev.semel.internal.sql.UnconfirmedCommit;
import dev.semel.internal.sql.Window;
import dev.semel.spi.LedgerEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One delivery of one batch, for one thread.
 *
 * <p>A part of the batch is one transaction: claim, effects, seal. A part that fails is halved; an
 * item whose own effect throws is taken out at once and the rest goes on. What a part found out is
 * written to its entries only after its commit.
 */
final class BatchRun<T, R extends @Nullable Object> {
  private final BatchDoor door;
  private final BatchSql sql;
  private final ScopeRow scope;
  private final boolean inOrder;
  private final Results<R> results;
  private final Effect.ForEachReturning<T, R> effect;
  private final Waiting waiting;

  BatchRun(
      BatchDoor door,
      Settings settings,
      ScopeRow scope,
      boolean inOrder,
      Results<R> results,
      Effect.ForEachReturning<T, R> effect) {
    this.door = door;
    this.sql = door.database.batch();
    this.scope = scope;
    this.inOrder = inOrder;
    this.results = results;
    this.effect = effect;
    this.waiting = new Waiting(settings.patience());
  }

  void settle(List<BatchEntry<T, R>> entries) {
    List<BatchEntry<T, R>> part = distinct(entries);
    settlePart(part);
    // What a scope applies although it has forgotten it comes back with another row.
    List<BatchEntry<T, R>> anew = part.stream().filter(BatchEntry::open).toList();
    if (!anew.isEmpty()) {
      settlePart(anew);
    }
  }

  /** Gives each key its row, and each key that comes twice to its first entry. */
  private List<BatchEntry<T, R>> distinct(List<BatchEntry<T, R>> entries) {
    Map<UUID, BatchEntry<T, R>> first = new LinkedHashMap<>();
    for (BatchEntry<T, R> entry : entries) {
      Key key = entry.key;
      if (key == null) {
        continue;
      }
      RowKey row = KeyForm.of(key, scope);
      if (row == null) {
        mismatch(entry, key, Outcome.Reason.ORIGIN_MISSING, null);
        continue;
      }
      entry.row = row;
      BatchEntry<T, R> before = first.putIfAbsent(row.id(), entry);
      if (before != null) {
        repeated(entry, key, row, before);
      }
    }
    return new ArrayList<>(first.values());
  }

  private void repeated(BatchEntry<T, R> entry, Key key, RowKey row, BatchEntry<T, R> before) {
    Outcome.Reason reason = Verdict.mismatch(row, Objects.requireNonNull(before.row));
    if (reason == null) {
      before.isAlso(entry);
    } else {
      mismatch(entry, key, reason, null);
    }
  }

  private void mismatch(
      BatchEntry<T, R> entry, Key key, Outcome.Reason reason, java.time.@Nullable Instant since) {
    door.telemetry.tell(new LedgerEvent.Mismatch(key, reason));
    entry.fail(new MismatchException(key, reason, since));
  }

  private void settlePart(List<BatchEntry<T, R>> entries) {
    List<BatchEntry<T, R>> part = new ArrayList<>(entries);
    int tries = 0;
    while (!part.isEmpty()) {
      Ending<T, R> ending = transact(part);
      ending.after().run();
      if (ending.blamed() != null) {
        part.remove(ending.blamed());
      } else if (ending.failure() == null) {
        return;
      } else if (ending.again() && ++tries < Settings.TRIES_MAX) {
        new Waiting(Duration.ofMillis(5L << tries)).pause();
      } else if (ending.hopeless() || part.size() == 1) {
        part.forEach(entry -> entry.fail(ending.failure()));
        return;
      } else {
        settlePart(part.subList(0, part.size() / 2));
        settlePart(part.subList(part.size() / 2, part.size()));
        return;
      }
    }
  }

  /**
   * How a transaction ended: well, or with a failure of the whole, or with one entry to blame that
   * has failed already.
   *
   * @param after what is to be done when the connection has been given back
   * @param again whether the same part may be tried once more
   * @param hopeless whether smaller parts would fare no better
   */
  private record Ending<T, R>(
      @Nullable BatchEntry<T, R> blamed,
      @Nullable Exception failure,
      Runnable after,
      boolean again,
      boolean hopeless) {
    static <T, R> Ending<T, R> well(Runnable after) {
      return new Ending<>(null, null, after, false, false);
    }

    static <T, R> Ending<T, R> blaming(BatchEntry<T, R> entry, Exception cause) {
      return new Ending<>(entry, null, () -> entry.fail(cause), false, false);
    }

    static <T, R> Ending<T, R> failed(Exception failure, boolean again, boolean hopeless) {
      return new Ending<>(null, failure, () -> {}, again, hopeless);
    }
  }

  private Ending<T, R> transact(List<BatchEntry<T, R>> part) {
    try (Borrowed borrowed = Borrowed.from(door.dataSource)) {
      return new Transaction(borrowed, part).run();
    } catch (SQLException e) {
      return Ending.failed(failure(part, "while a connection was taken", e), false, true);
    }
  }

  private Exception failure(List<BatchEntry<T, R>> part, String step, SQLException e) {
    if (part.size() == 1 && part.get(0).key != null) {
      return Fault.of(e) == Fault.LOCKED
          ? new BusyException(part.get(0).key, waiting.waited())
          : Failures.of(part.get(0).key, step, e);
    }
    return door.failure(scope, part.size(), step, e);
  }

  /** One transaction over a part. */
  private final class Transaction {
    private final Borrowed borrowed;
    private final Connection c;
    private final List<BatchEntry<T, R>> part;
    private final String token = Tokens.next();
    private final Map<Integer, Set<UUID>> claimedPerSlot = new TreeMap<>();
    private final Set<BatchEntry<T, R>> mine = new LinkedHashSet<>();
    private final Map<BatchEntry<T, R>, R> made = new HashMap<>();
    private final List<Runnable> verdicts = new ArrayList<>();
    private boolean published;

    Transaction(Borrowed borrowed, List<BatchEntry<T, R>> part) {
      this.borrowed = borrowed;
      this.c = borrowed.connection();
      this.part = part;
    }

    Ending<T, R> run() {
      try {
        claim();
        Ending<T, R> ending = effects();
        if (ending != null) {
          return ending;
        }
      } catch (SQLException e) {
        borrowed.rollback();
        return failed("before the commit", e);
      } catch (RuntimeException | Error e) {
        borrowed.rollback();
        throw e;
      }
      return commit();
    }

    private void claim() throws SQLException {
      Map<Integer, List<BatchEntry<T, R>>> slots = new TreeMap<>();
      for (BatchEntry<T, R> entry : part) {
        slots.computeIfAbsent(row(entry).slot(), slot -> new ArrayList<>()).add(entry);
      }
      for (Map.Entry<Integer, List<BatchEntry<T, R>>> slot : slots.entrySet()) {
        claim(slot.getKey(), slot.getValue());
      }
    }

    private void claim(int slot, List<BatchEntry<T, R>> entries) throws SQLException {
      List<RowKey> keys =
          entries.stream().map(BatchRun::row).sorted(Comparator.comparing(RowKey::id)).toList();
      Set<UUID> claimed = sql.claim(c, slot, scope.id(), keys, token, waiting.millisLeft());
      claimedPerSlot.put(slot, claimed);
      List<BatchEntry<T, R>> refused = new ArrayList<>();
      for (BatchEntry<T, R> entry : entries) {
        if (claimed.contains(row(entry).id())) {
          mine.add(entry);
        } else {
          refused.add(entry);
        }
      }
      if (!refused.isEmpty()) {
        judge(slot, refused);
      }
    }

    /** Finds out about keys that were not ours to claim. */
    private void judge(int slot, List<BatchEntry<T, R>> refused) throws SQLException {
      Map<UUID, Row> found = new HashMap<>();
      List<UUID> ids = refused.stream().map(entry -> row(entry).id()).toList();
      sql.read(c, slot, scope.id(), ids).forEach(row -> found.put(row.id(), row));
      for (BatchEntry<T, R> entry : refused) {
        Key key = Objects.requireNonNull(entry.key);
        Row row = found.get(row(entry).id());
        if (row == null) {
          outside(entry, key);
        } else {
          verdicts.add(verdict(entry, key, row));
        }
      }
    }

    /** A stored result that cannot be read is the trouble of its item alone. */
    private Runnable verdict(BatchEntry<T, R> entry, Key key, Row row) {
      try {
        Outcome<R> outcome = Verdict.on(key, row(entry), row, results);
        return () -> tell(entry, key, outcome, row);
      } catch (RuntimeException e) {
        return () -> entry.fail(e);
      }
    }

    private void outside(BatchEntry<T, R> entry, Key key) throws SQLException {
      RowKey row = row(entry);
      Window window = door.database.ledger().window(c, scope.id());
      if (window.holds(row.origin())) {
        throw new SQLException("a row was there and is gone", "40001");
      }
      if (door.memory.applies(key, row, window)) {
        verdicts.add(() -> entry.row = KeyForm.timeless(row));
        return;
      }
      Outcome<R> outcome = door.memory.outside(c, key, row, window);
      verdicts.add(() -> tell(entry, key, outcome, null));
    }

    /** Runs the effects, in the order of the batch. */
    private @Nullable Ending<T, R> effects() throws SQLException {
      Adds adds = new Adds(inOrder);
      EffectTx tx = new EffectTx(c, door.database, adds, door.publishing.pending());
      for (BatchEntry<T, R> entry : part) {
        if (!mine.contains(entry)) {
          continue;
        }
        tx.next(KeyForm.origin(Objects.requireNonNull(entry.key)));
        try {
          Inside.enter();
          try {
            made.put(entry, effect.on(tx, entry.item));
          } finally {
            Inside.leave();
          }
        } catch (Exception e) {
          tx.abandon();
          borrowed.rollback();
          if (Fault.TRY_AGAIN.causes(e)) {
            return Ending.failed(e, true, false);
          }
          if (Fault.ABORTED.causes(e) && part.size() > 1) {
            // An effect before this one swallowed an error; halving finds out which.
            return Ending.failed(e, false, false);
          }
          return Ending.blaming(entry, e);
        } catch (Error e) {
          tx.abandon();
          throw e;
        }
      }
      tx.finish();
      published = tx.published();
      return encode();
    }

    private @Nullable Ending<T, R> encode() throws SQLException {
      if (!results.wanted()) {
        return null;
      }
      Map<Integer, Map<UUID, byte[]>> bytes = new TreeMap<>();
      String type = "";
      for (BatchEntry<T, R> entry : mine) {
        try {
          Content content = results.encode(Objects.requireNonNull(entry.key), made(entry));
          if (content != null) {
            type = content.type();
            bytes
                .computeIfAbsent(row(entry).slot(), slot -> new LinkedHashMap<>())
                .put(row(entry).id(), content.bytes());
          }
        } catch (RuntimeException e) {
          borrowed.rollback();
          return Ending.blaming(entry, e);
        }
      }
      for (Map.Entry<Integer, Map<UUID, byte[]>> slot : bytes.entrySet()) {
        sql.results(c, slot.getKey(), scope.id(), type, slot.getValue());
      }
      return null;
    }

    @SuppressWarnings("NullAway") // An effect without a result makes null.
    private R made(BatchEntry<T, R> entry) {
      return made.get(entry);
    }

    private Ending<T, R> commit() {
      try {
        c.clearWarnings();
        sql.seal(c, scope.id(), token, claimedPerSlot);
      } catch (UnconfirmedCommit e) {
        return Ending.failed(unknown("the commit was not confirmed", e), false, true);
      } catch (SQLException e) {
        borrowed.rollback();
        return switch (Fault.ofSeal(e)) {
          case CONNECTION_LOST -> resolve(e);
          case UNSEALED -> unsealed(e);
          default -> failed("at the commit", e);
        };
      }
      if (published) {
        door.publishing.signal().ring();
      }
      return Ending.well(this::committed);
    }

    /** Some effect ended the transaction: another try could do it again, so there is none. */
    private Ending<T, R> unsealed(SQLException e) {
      Object who = part.size() == 1 ? part.get(0).key : "a batch in " + scope.name();
      return Ending.failed(Failures.ofSeal(String.valueOf(who), e), false, true);
    }

    private void committed() {
      for (BatchEntry<T, R> entry : mine) {
        entry.done(new Outcome.Done<>(made(entry), false));
        door.telemetry.tell(new LedgerEvent.Applied(Objects.requireNonNull(entry.key), false));
      }
      verdicts.forEach(Runnable::run);
    }

    private void tell(BatchEntry<T, R> entry, Key key, Outcome<R> outcome, @Nullable Row found) {
      door.telemetry.tell(key, outcome, found);
      if (outcome instanceof Outcome.Done<R> done) {
        entry.done(done);
        return;
      }
      try {
        outcome.orElseThrow();
      } catch (RuntimeException e) {
        entry.fail(e);
      }
    }

    private Ending<T, R> failed(String step, SQLException e) {
      boolean again = Fault.of(e) == Fault.TRY_AGAIN;
      boolean hopeless = Fault.of(e) == Fault.CONNECTION_LOST || Fault.of(e) == Fault.READ_ONLY;
      return Ending.failed(failure(part, step, e), again, hopeless);
    }

    /**
     * After the connection was lost inside the commit: it is done if every row is there. While the
     * old transaction is alive its rows cannot be seen and may yet be committed, so the keys are
     * claimed once more, which waits for its end; the claims themselves are rolled back.
     */
    private Ending<T, R> resolve(SQLException lost) {
      SQLException last = lost;
      do {
        try (Borrowed second = Borrowed.from(door.dataSource)) {
          Map<UUID, Row> rows = allRows(second.connection());
          second.rollback();
          if (rows == null) {
            return failed("inside the commit", lost);
          }
          return Ending.well(() -> resolved(rows));
        } catch (SQLException e) {
          last = e;
        }
      } while (waiting.pause());
      return Ending.failed(unknown("the connection was lost inside the commit", last), false, true);
    }

    /** The row of each key, or null if the transaction has ended without them. */
    private @Nullable Map<UUID, Row> allRows(Connection second) throws SQLException {
      Map<Integer, List<RowKey>> slots = new TreeMap<>();
      for (BatchEntry<T, R> entry : mine) {
        slots.computeIfAbsent(row(entry).slot(), slot -> new ArrayList<>()).add(row(entry));
      }
      Map<UUID, Row> rows = new HashMap<>();
      for (Map.Entry<Integer, List<RowKey>> slot : slots.entrySet()) {
        List<RowKey> keys =
            slot.getValue().stream().sorted(Comparator.comparing(RowKey::id)).toList();
        if (!claimAgain(second, slot.getKey(), keys).isEmpty()) {
          return null;
        }
        List<UUID> ids = keys.stream().map(RowKey::id).toList();
        sql.read(second, slot.getKey(), scope.id(), ids).forEach(row -> rows.put(row.id(), row));
      }
      return rows.size() == mine.size() ? rows : null;
    }

    /** The rows are there, but another delivery may have been faster: what they say is true. */
    private void resolved(Map<UUID, Row> rows) {
      for (BatchEntry<T, R> entry : mine) {
        Key key = Objects.requireNonNull(entry.key);
        Row row = Objects.requireNonNull(rows.get(row(entry).id()));
        try {
          Outcome<R> outcome = Verdict.on(key, row(entry), row, results);
          if (outcome instanceof Outcome.Done<R> done) {
            outcome = new Outcome.Done<>(done.result(), false);
          }
          tell(entry, key, outcome, row);
        } catch (RuntimeException e) {
          entry.fail(e);
        }
      }
      verdicts.forEach(Runnable::run);
    }

    private Set<UUID> claimAgain(Connection second, int slot, List<RowKey> keys)
        throws SQLException {
      return sql.claim(second, slot, scope.id(), keys, Tokens.next(), waiting.millisLeft());
    }

    private Exception unknown(String why, SQLException cause) {
      return new UnknownOutcomeException(
          Objects.requireNonNull(part.get(0).key), why + ", with its whole batch", cause);
    }
  }

  private static RowKey row(BatchEntry<?, ?> entry) {
    return Objects.requireNonNull(entry.row);
  }
}
