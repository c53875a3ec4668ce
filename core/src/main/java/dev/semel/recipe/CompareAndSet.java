// SPDX-License-Identifier: Apache-2.0
package dev.semel.recipe;

import dev.semel.LedgerException;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.sql.PerKind;
import dev.semel.internal.sql.RowChange;
import dev.semel.internal.sql.SwapSql;
import dev.semel.internal.sql.Target;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Changes a row only from the state the caller has seen: from version 7 to version 8 with these
 * values. A repeat finds its own work and changes nothing; somebody else's change is a conflict.
 * Immutable and thread-safe; make one per table and keep it.
 *
 * <pre>{@code
 * CompareAndSet order = CompareAndSet.in("orders").key("id").version("version").set("status");
 * order.apply(connection, orderId, 7, "PAID");
 * }</pre>
 *
 * <p>A repeat is recognized while the row stands as it left it: at the version after the expected
 * one, with the same values. Once the row has moved on, a late repeat is a conflict, since nobody
 * can tell any more; where such repeats come, deduplicate by key. Without a version column see
 * {@link OfValue}.
 *
 * <p>Names and values are treated as by {@link Upsert}.
 */
public final class CompareAndSet {
  private final Target target;
  private final PerKind<SwapSql> sql;

  private CompareAndSet(Target target) {
    this.target = target;
    this.sql = SwapSql.of(target);
  }

  /**
   * Begins with the table.
   *
   * @param table its name, or schema and name with a dot between
   */
  public static In in(String table) {
    return new In(table, List.of(), null);
  }

  /**
   * Sets the values and counts the version up by one, in the transaction of the connection.
   *
   * @param key the value of the key column; a {@code List} of values where there are several
   * @param expected the version the caller has seen
   * @param values one for each column named in {@link In#set}
   * @return true if it changed the row, false if an earlier delivery of this change did
   * @throws LedgerException {@code SEMEL-034} if the row is at another version or not there
   */
  public boolean apply(
      Connection connection, Object key, long expected, @Nullable Object... values) {
    return applied(target, "version " + expected, attempt(connection, key, expected, values));
  }

  /** Like {@link #apply}, for callers who branch: answers instead of throwing. */
  public Answer<Long> attempt(
      Connection connection, Object key, long expected, @Nullable Object... values) {
    RowChange change =
        new RowChange(
            Rows.key(target, key),
            Math.addExact(expected, 1),
            Rows.values(target, Arrays.asList(values)));
    try {
      SwapSql swap = sql.on(connection);
      if (swap.swap(connection, change, expected)) {
        return new Answer.Applied<>();
      }
      SwapSql.Found<Long> found = swap.look(connection, change);
      if (found != null && Objects.equals(found.actual(), expected)) {
        // It came to this version in between; looking at it has locked it.
        return swap.swap(connection, change, expected)
            ? new Answer.Applied<>()
            : new Answer.Conflict<>(expected);
      }
      return answer(found, found != null && Objects.equals(found.actual(), change.version()));
    } catch (SQLException e) {
      throw Failures.of(target.table(), "the change of version " + expected, e);
    }
  }

  private static <A> Answer<A> answer(SwapSql.@Nullable Found<A> found, boolean ours) {
    if (found == null) {
      return new Answer.Missing<>();
    }
    return ours && found.same() ? new Answer.Already<>() : new Answer.Conflict<>(found.actual());
  }

  private static boolean applied(Target target, String expected, Answer<?> answer) {
    if (answer instanceof Answer.Conflict || answer instanceof Answer.Missing) {
      throw new LedgerException(
          "SEMEL-034",
          ("a row of %s was to be changed from %s, but %s; nothing was changed. Read it again and"
                  + " decide anew, or park the message")
              .formatted(target.table(), expected, words(answer)));
    }
    return answer instanceof Answer.Applied;
  }

  private static String words(Answer<?> answer) {
    return answer instanceof Answer.Conflict<?> conflict
            && conflict.actual() instanceof Long version
        ? "it is not as this change would have left it, at version %d".formatted(version)
        : answer instanceof Answer.Missing ? "there is none" : "it has another value";
  }

  /**
   * What became of a change.
   *
   * @param <A> what was compared
   */
  public sealed interface Answer<A> {

    /** The row was changed now. */
    record Applied<A>() implements Answer<A> {}

    /** The row shows this change already: a repeat. */
    record Already<A>() implements Answer<A> {}

    /**
     * The row was changed by somebody else, or has gone on since.
     *
     * @param actual the version or value it has
     */
    record Conflict<A>(@Nullable A actual) implements Answer<A> {}

    /** There is no such row. */
    record Missing<A>() implements Answer<A> {}
  }

  /** The columns, to be named before there is a {@link CompareAndSet}. Immutable. */
  public static final class In {
    private final String table;
    private final List<String> keys;
    private final @Nullable String version;

    private In(String table, List<String> keys, @Nullable String version) {
      this.table = Objects.requireNonNull(table, "table");
      this.keys = keys;
      this.version = version;
    }

    /** The columns that name a row. Needed. */
    public In key(String... columns) {
      return new In(table, List.of(columns), version);
    }

    /** The column with the number that is counted up. */
    public In version(String column) {
      return new In(table, keys, Objects.requireNonNull(column, "column"));
    }

    /** The columns to write, and the end of it. */
    public CompareAndSet set(String... columns) {
      if (version == null) {
        throw new IllegalArgumentException("SEMEL-015 no version column is named for " + table);
      }
      return new CompareAndSet(new Target(table, keys, version, List.of(columns)));
    }

    /** The one column to compare and to write where there is no version, and the end of it. */
    public OfValue value(String column) {
      return new OfValue(new Target(table, keys, column, List.of()));
    }
  }

  /**
   * Changes one column from one value to another, where there is no version. Immutable and
   * thread-safe.
   *
   * <p>It knows only values: that somebody else set the same value looks like a repeat, and after
   * {@code A -> B -> A} a late repeat of the first change is applied again. It fits columns that
   * never go back, such as the status of an order.
   */
  public static final class OfValue {
    private final Target target;
    private final PerKind<SwapSql.OfValue> sql;

    private OfValue(Target target) {
      this.target = target;
      this.sql = SwapSql.ofValue(target);
    }

    /**
     * Sets the value, in the transaction of the connection.
     *
     * @return true if it changed the row, false if it had the new value already
     * @throws LedgerException {@code SEMEL-034} if the row has a third value or is not there
     */
    public boolean apply(
        Connection connection, Object key, @Nullable Object from, @Nullable Object to) {
      return applied(target, "one value to another", attempt(connection, key, from, to));
    }

    /** Like {@link #apply}, for callers who branch: answers instead of throwing. */
    public Answer<Object> attempt(
        Connection connection, Object key, @Nullable Object from, @Nullable Object to) {
      if (Objects.equals(from, to)) {
        throw new IllegalArgumentException("a change to the same value is none");
      }
      var change = new SwapSql.ValueChange(Rows.key(target, key), from, to);
      try {
        SwapSql.OfValue swap = sql.on(connection);
        if (swap.swap(connection, change)) {
          return new Answer.Applied<>();
        }
        SwapSql.Found<Object> found = swap.look(connection, change);
        // It may have come to the old value in between; looking at it has locked it.
        return found != null && !found.same() && swap.swap(connection, change)
            ? new Answer.Applied<>()
            : answer(found, true);
      } catch (SQLException e) {
        throw Failures.of(target.table(), "the change of a value", e);
      }
    }
  }
}
