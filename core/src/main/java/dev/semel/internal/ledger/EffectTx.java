// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.LedgerException;
import dev.semel.Message;
import dev.semel.Tx;
import dev.semel.internal.guard.Guard;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.outbox.Writer;
import dev.semel.internal.sql.Database;
import dev.semel.internal.sql.NewMessage;
import dev.semel.internal.sql.OutboxSql;
import dev.semel.internal.sql.PerKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The transaction as effects see it. For one thread. */
public final class EffectTx implements Tx {
  private static final PerKind<OutboxSql> UNQUALIFIED = OutboxSql.unqualified();

  private final Connection raw;
  private final Guard guard;
  private final boolean remembersFailures;
  private final Adds adds;
  private final Pending pending;
  private final OutboxSql outbox;

  EffectTx(Connection raw, Database database, Adds adds, Pending pending) {
    this.raw = raw;
    this.guard = new Guard(raw, database.forbiddenWords());
    this.remembersFailures = !database.seesFailedStatements();
    this.adds = adds;
    this.pending = pending;
    this.outbox = database.outbox();
  }

  /** For an effect that runs without a ledger, in a transaction somebody else owns. */
  public EffectTx(Connection raw, Database.Kind kind, Pending.Origin origin) throws SQLException {
    this.raw = raw;
    this.guard = new Guard(raw, kind.forbiddenWords());
    this.remembersFailures = !kind.seesFailedStatements();
    this.adds = new Adds(false);
    this.pending = new Pending(Writer.PLAIN);
    pending.of(origin);
    this.outbox = UNQUALIFIED.on(raw);
  }

  /**
   * For effects that make sure by other means that they happen once.
   *
   * @param inOrder whether added statements are sent exactly in their order
   */
  public static EffectTx of(Connection raw, Doors doors, boolean inOrder) {
    return new EffectTx(raw, doors.database(), new Adds(inOrder), doors.publishing().pending());
  }

  @Override
  public Connection connection() {
    return guard.connection();
  }

  @Override
  public void add(String sql, @Nullable Object... args) {
    try {
      guard.check(sql);
    } catch (SQLException e) {
      throw new LedgerException("SEMEL-004", "the effect added a statement it may not run", e);
    }
    adds.add(sql, args.clone());
  }

  @Override
  public void publish(Message... messages) {
    publish(List.of(messages));
  }

  @Override
  public void publish(List<Message> messages) {
    messages.forEach(pending::add);
  }

  /** The next effect begins, which applies this key. */
  public void next(Pending.@Nullable Origin origin) {
    adds.nextEffect();
    pending.of(origin);
  }

  /** The next messages tell of this, whatever is delivered. */
  public void tellingOf(Pending.Origin origin) {
    pending.of(origin);
  }

  /** Whether there is something for a relay to do after the commit. */
  public boolean published() {
    return !pending.isEmpty();
  }

  /** The effects are over: sends what they added and published. */
  public void finish() throws SQLException {
    finishButMessages();
    pending.send(raw, outbox);
  }

  /** What the effects published. */
  List<NewMessage> messages() {
    return pending.rows();
  }

  /** The effects are over: sends what they added; the messages go with the seal. */
  void finishButMessages() throws SQLException {
    guard.end();
    SQLException swallowed = guard.swallowed();
    if (remembersFailures && swallowed != null) {
      throw new SwallowedError(swallowed);
    }
    adds.send(raw);
  }

  /** The effects are over, and nothing of them is wanted. */
  public void abandon() {
    guard.end();
  }

  /** An SQL error the effect caught and did not undo. */
  static final class SwallowedError extends SQLException {
    private static final long serialVersionUID = 1L;

    SwallowedError(SQLException cause) {
      super("a statement of the effect failed", "25P02", cause);
    }
  }
}
