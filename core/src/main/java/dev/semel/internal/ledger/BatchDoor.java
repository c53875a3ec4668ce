// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.BatchReport;
import dev.semel.Codec;
import dev.semel.Effect;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.ScopeRow;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The door for many keys at once. Thread-safe. */
public final class BatchDoor {
  final DataSource dataSource;
  final Database database;
  final Memory memory;
  final Telemetry telemetry;
  final Publishing publishing;
  private final Scopes scopes;

  public BatchDoor(
      DataSource dataSource,
      Database database,
      Scopes scopes,
      Telemetry telemetry,
      Publishing publishing) {
    this.dataSource = dataSource;
    this.database = database;
    this.scopes = scopes;
    this.memory = new Memory(database, scopes, telemetry);
    this.telemetry = telemetry;
    this.publishing = publishing;
  }

  /** Delivers the items of a batch once more; the effect runs for those that are new. */
  public <T, R extends @Nullable Object> BatchReport<T, R> attempt(
      Settings settings,
      List<T> items,
      String scopeName,
      Function<T, Key> naming,
      boolean inOrder,
      @Nullable Codec<R> codec,
      Effect.ForEachReturning<T, R> effect) {
    List<BatchEntry<T, R>> entries = new ArrayList<>(items.size());
    for (T item : items) {
      entries.add(entry(item, naming));
    }
    if (!entries.isEmpty()) {
      Results<R> results = new Results<>(codec, settings.resultBytesMax());
      new BatchRun<>(this, settings, scope(scopeName), inOrder, results, effect).settle(entries);
    }
    List<BatchReport.Settled<T, R>> settled = new ArrayList<>();
    List<BatchReport.Failed<T>> failed = new ArrayList<>();
    entries.forEach(entry -> entry.report(settled, failed));
    return new BatchReport<>(settled, failed);
  }

  /** An item whose id is no key fails alone; it must not keep its neighbours from being applied. */
  private static <T, R> BatchEntry<T, R> entry(T item, Function<T, Key> naming) {
    try {
      return new BatchEntry<>(item, naming.apply(item));
    } catch (RuntimeException e) {
      BatchEntry<T, R> entry = new BatchEntry<>(item, null);
      entry.fail(e);
      return entry;
    }
  }

  private ScopeRow scope(String name) {
    try {
      return scopes.of(dataSource, name);
    } catch (SQLException e) {
      throw Failures.of("a batch of " + name, "while its scope was looked up", e);
    }
  }

  LedgerException failure(ScopeRow scope, int size, String step, SQLException e) {
    return Failures.of("a batch of %d in %s".formatted(size, scope.name()), step, e);
  }
}
