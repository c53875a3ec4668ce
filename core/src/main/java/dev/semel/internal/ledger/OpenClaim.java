// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Tx;
import dev.semel.UnknownOutcomeException;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Fault;
import dev.semel.internal.sql.Row;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.Seal;
import dev.semel.internal.sql.State;
import dev.semel.internal.sql.UnconfirmedCommit;
import dev.semel.internal.sql.Window;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import dev.semel.spi.LedgerEvent;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A claim that is a transaction. For one thread at a time. */
final class OpenClaim implements Claim {
  private final Key key;
  private final RowKey row;
  private final String token;
  private final Borrowed borrowed;
  private final OwnTransactions own;
  private final Settings settings;
  private final Telemetry telemetry;
  private final EffectTx tx;
  private final AtomicBoolean over = new AtomicBoolean();

  /**
   * @param borrowed the connection of the transaction, given back when the claim is over
   */
  OpenClaim(
      Key key,
      RowKey row,
      String token,
      EffectTx tx,
      Borrowed borrowed,
      OwnTransactions own,
      Settings settings,
      Telemetry telemetry) {
    this.key = key;
    this.row = row;
    this.token = token;
    this.borrowed = borrowed;
    this.own = own;
    this.settings = settings;
    this.telemetry = telemetry;
    this.tx = tx;
  }

  @Override
  public Key key() {
    return key;
  }

  @Override
  public long fence() {
    return 0;
  }

  @Override
  public Tx tx() {
    return tx;
  }

  @Override
  public void settle(Claims.Stored result) {
    if (!over.compareAndSet(false, true)) {
      throw new IllegalStateException("the claim on %s is over".formatted(key));
    }
    Waiting waiting = new Waiting(settings.patience());
    Content content;
    SQLException lost;
    try (borrowed) {
      content = finished(result);
      lost = sealed(new Seal(token, content, waiting.millisLeft(), tx.messages()));
    }
    if (lost != null) {
      resolve(lost, content, waiting);
    }
    telemetry.tell(new LedgerEvent.Applied(key, false));
  }

  private Content finished(Claims.Stored result) {
    try {
      tx.finishButMessages();
      return Results.checked(key, result.contentType(), result.bytes(), settings.resultBytesMax());
    } catch (SQLException e) {
      borrowed.rollback();
      throw Failures.of(key, "in a statement the effect added", e);
    } catch (RuntimeException e) {
      borrowed.rollback();
      throw e;
    }
  }

  /** The error by which nobody can tell whether the commit went through, or null if it did. */
  private @Nullable SQLException sealed(Seal seal) {
    try {
      own.seal(borrowed, tx, row, seal, false);
      return null;
    } catch (UnconfirmedCommit e) {
      throw unknown("the commit was not confirmed by the standby it has to wait for", e);
    } catch (SQLException e) {
      borrowed.rollback();
      if (Fault.ofSeal(e) == Fault.CONNECTION_LOST) {
        return e;
      }
      throw refused(e);
    }
  }

  private RuntimeException refused(SQLException e) {
    Fault fault = Fault.ofSeal(e);
    try {
      if (fault == Fault.DUPLICATE
          && own.database().ledger().read(borrowed.connection(), row) != null) {
        return lostTo("somebody else had it before the commit", e);
      }
      if (fault == Fault.UNSEALED && row.origin() != null) {
        Window window = own.database().ledger().window(borrowed.connection(), row.scope());
        if (!window.holds(row.origin())) {
          return lostTo("it became older than the memory of its scope", e);
        }
      }
    } catch (SQLException next) {
      e.addSuppressed(next);
    }
    return fault == Fault.UNSEALED ? Failures.ofSeal(key, e) : Failures.of(key, "at the commit", e);
  }

  /** The row is our witness only if it holds what we have written. */
  private void resolve(SQLException lost, Content content, Waiting waiting) {
    OwnTransactions.Aftermath aftermath = own.aftermath(row, lost, waiting);
    if (aftermath.unreadable() != null) {
      throw unknown(
          "the connection was lost inside the commit and the row cannot be read yet",
          aftermath.unreadable());
    }
    Row found = aftermath.row();
    if (found == null) {
      throw Failures.of(key, "inside the commit", lost);
    }
    if (!holds(found, content)) {
      throw lostTo("somebody else had it after the connection was lost inside the commit", lost);
    }
  }

  private static boolean holds(Row found, Content content) {
    Content stands = found.result();
    return found.state() == State.DONE && stands != null && stands.sameAs(content);
  }

  private LedgerException lostTo(String why, SQLException e) {
    return Fenced.notOurs(key, why + "; what was done under the claim was rolled back", e);
  }

  private UnknownOutcomeException unknown(String why, SQLException e) {
    telemetry.tell(new LedgerEvent.Unknown(key));
    return new UnknownOutcomeException(key, why, e);
  }

  @Override
  public void release() {
    if (over.compareAndSet(false, true)) {
      tx.abandon();
      borrowed.close();
    }
  }

  @Override
  public void leaveUnknown(String why) {
    throw new IllegalStateException(
        "%s was not taken but opened: it has happened with its commit or not at all"
            .formatted(key));
  }

  @Override
  public boolean extend(Duration lease) {
    throw new IllegalStateException("%s was not taken but opened: it has no lease".formatted(key));
  }

  @Override
  public void close() {
    release();
  }
}
