// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.stream;

import dev.semel.Effect;
import dev.semel.LedgerException;
import dev.semel.internal.ledger.Failures;
import dev.semel.internal.sql.PerKind;
import dev.semel.internal.sql.PositionName;
import dev.semel.internal.sql.PositionRow;
import dev.semel.internal.sql.PositionSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The door for messages that are named by their place in a source. Immutable. */
public final class PositionDoor {
  private final PerKind<PositionSql> sql;
  private final boolean appliesUnknown;

  public PositionDoor(PerKind<PositionSql> sql, boolean appliesUnknown) {
    this.sql = sql;
    this.appliesUnknown = appliesUnknown;
  }

  /** The same statements with another policy. */
  public PositionDoor applyingUnknown() {
    return new PositionDoor(sql, true);
  }

  /**
   * Delivers a number once more.
   *
   * @return what was known about it; {@code NEW} if the effect was applied
   */
  public <X extends Exception> SeenNumbers.Answer deliver(
      Connection c, PositionName position, long number, Effect<X> effect) throws X {
    String what = what(position, checked(number));
    SeenNumbers seen = seen(c, position, what);
    SeenNumbers.Answer answer = seen.answer(number);
    boolean applies = answer == SeenNumbers.Answer.UNKNOWN && appliesUnknown;
    if (answer != SeenNumbers.Answer.NEW && !applies) {
      return answer;
    }
    Within.<X>run(c, what, effect::on, () -> mark(c, position, seen, number));
    return SeenNumbers.Answer.NEW;
  }

  /** Marks numbers as applied and answers those that were not, each once. */
  public List<Long> claim(Connection c, PositionName position, Iterable<Long> numbers) {
    Claim claim = look(c, position, numbers);
    if (!claim.unknown().isEmpty()) {
      throw unknown(position, claim.unknown().get(0));
    }
    claim.write();
    return claim.fresh();
  }

  /**
   * Looks which numbers were applied. The lane is locked until the transaction ends; nothing is
   * written down before {@link Claim#write}, so what commits too early is not called applied.
   */
  public Claim look(Connection c, PositionName position, Iterable<Long> numbers) {
    SeenNumbers seen = seen(c, position, position.toString());
    Set<Long> fresh = new LinkedHashSet<>();
    List<Long> unknown = new ArrayList<>();
    for (long number : numbers) {
      SeenNumbers.Answer answer = seen.answer(checked(number));
      if (answer == SeenNumbers.Answer.UNKNOWN && !appliesUnknown) {
        unknown.add(number);
      } else if (answer != SeenNumbers.Answer.APPLIED && fresh.add(number)) {
        seen.mark(number, number);
      }
    }
    return new Claim(c, position, seen, List.copyOf(fresh), unknown);
  }

  /** Numbers of one lane in one transaction. For one thread. */
  public final class Claim {
    private final Connection c;
    private final PositionName position;
    private final SeenNumbers seen;
    private final List<Long> fresh;
    private final List<Long> unknown;

    private Claim(
        Connection c,
        PositionName position,
        SeenNumbers seen,
        List<Long> fresh,
        List<Long> unknown) {
      this.c = c;
      this.position = position;
      this.seen = seen;
      this.fresh = fresh;
      this.unknown = unknown;
    }

    /** Those that were not applied, each once. */
    public List<Long> fresh() {
      return fresh;
    }

    /** Those of which nobody can tell. */
    public List<Long> unknown() {
      return unknown;
    }

    /** The fresh ones count as applied if this transaction commits. */
    public void write() {
      if (!fresh.isEmpty()) {
        move(c, position, seen, position.toString());
      }
    }
  }

  /** Marks a stretch as applied, whatever was known about it. */
  public void advance(Connection c, PositionName position, long from, long to) {
    if (checked(to) < checked(from)) {
      throw new IllegalArgumentException("from %d to %d is backwards".formatted(from, to));
    }
    String what = what(position, to);
    SeenNumbers seen = seen(c, position, what);
    seen.mark(from, to);
    move(c, position, seen, what);
  }

  /** The exception for a number nobody knows about. */
  public static LedgerException unknown(PositionName position, long number) {
    return new LedgerException(
        "SEMEL-035",
        ("%s came after the window of %d numbers had moved past it, so nobody can tell whether it was"
                + " applied; nothing was applied now. Look at what it changes, then advance over it"
                + " or apply it by another key")
            .formatted(what(position, number), SeenNumbers.WINDOW));
  }

  private SeenNumbers seen(Connection c, PositionName position, String what) {
    try {
      Within.transaction(c, what);
      PositionSql statements = sql.on(c);
      PositionRow row = statements.lock(c, position);
      return SeenNumbers.of(row != null ? row : open(c, statements, position));
    } catch (SQLException e) {
      throw Failures.of(what, "while its position was locked", e);
    }
  }

  /** The first message of a lane: its epoch must be the current one, or a new one. */
  private static PositionRow open(Connection c, PositionSql statements, PositionName position)
      throws SQLException {
    long epochs = statements.lockSource(c, position);
    long number = statements.epoch(c, position, epochs + 1);
    if (number > epochs) {
      statements.countEpochs(c, position, number);
    }
    if (number >= epochs) {
      statements.add(c, position, SeenNumbers.none().row());
    }
    PositionRow row = statements.lockNewest(c, position);
    if (row == null) {
      throw new LedgerException(
          "SEMEL-036",
          ("%s: the source has gone on to its epoch number %d, this one is number %d, and what was"
                  + " applied of this lane in it is not known any more; nothing was applied. If the"
                  + " source went back, give it a new epoch; if this is a late message, decide by"
                  + " hand")
              .formatted(position, epochs, number));
    }
    return row;
  }

  private void mark(Connection c, PositionName position, SeenNumbers seen, long number)
      throws SQLException {
    seen.mark(number, number);
    sql.on(c).move(c, position, seen.row());
  }

  private void move(Connection c, PositionName position, SeenNumbers seen, String what) {
    try {
      sql.on(c).move(c, position, seen.row());
    } catch (SQLException e) {
      throw Failures.of(what, "while its position was moved", e);
    }
  }

  private static long checked(long number) {
    if (number < 0 || number > Long.MAX_VALUE - SeenNumbers.WINDOW - 1) {
      throw new IllegalArgumentException(
          "the number %d of a message; it needs to be 0 or more".formatted(number));
    }
    return number;
  }

  private static String what(PositionName position, long number) {
    return "number %d of %s".formatted(number, position);
  }
}
