// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.Fingerprint;
import dev.semel.LedgerException;
import dev.semel.Tx;
import dev.semel.internal.ledger.Inside;
import dev.semel.internal.ledger.Scopes;
import dev.semel.internal.ledger.Steps;
import dev.semel.internal.ledger.Waiting;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.JournalSql;
import dev.semel.internal.sql.NewEntry;
import dev.semel.internal.sql.Uuids;
import dev.semel.remote.RecoveryBuilder;
import dev.semel.remote.RemoteCalls;
import dev.semel.remote.RemoteDesk;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteOutcome;
import dev.semel.spi.Claims;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The door for calls that cannot join a transaction. Immutable and thread-safe. */
public final class RemoteDoor implements RemoteCalls {
  private final DataSource dataSource;
  private final Scopes scopes;
  private final Remote remote;
  private final Duration patience;

  public RemoteDoor(
      DataSource dataSource, JournalSql sql, Scopes scopes, Claims claims, Duration patience) {
    this(
        dataSource,
        scopes,
        new Remote(new Journal(new Steps(dataSource), sql), claims, patience),
        patience);
  }

  private RemoteDoor(DataSource dataSource, Scopes scopes, Remote remote, Duration patience) {
    this.dataSource = dataSource;
    this.scopes = scopes;
    this.remote = remote;
    this.patience = patience;
  }

  @Override
  public RemoteCalls waitingUpTo(Duration wait) {
    if (wait.isNegative()) {
      throw new IllegalArgumentException("a wait of %s".formatted(wait));
    }
    return new RemoteDoor(dataSource, scopes, remote, wait);
  }

  @Override
  public <Q, R> R once(RemoteEffect<Q, R> effect, String subject, Q request) {
    return attempt(effect, subject, request).orElseThrow();
  }

  @Override
  public <Q, R> RemoteOutcome<R> attempt(RemoteEffect<Q, R> effect, String subject, Q request) {
    Plan<Q, R> plan = Plan.of(effect);
    Objects.requireNonNull(request, "request");
    if (Inside.anyEffect()) {
      throw new LedgerException(
          "SEMEL-071",
          ("%s was called in the middle of an effect, whose transaction may still be rolled back:"
                  + " write it down there with intend(...), and call it after the commit")
              .formatted(plan.key(subject)));
    }
    NewEntry wanted = entry(plan, subject, request, scope(plan), true, null);
    Waiting waiting = new Waiting(patience);
    long since = System.nanoTime();
    boolean started = remote.journal().add(wanted, subject);
    while (true) {
      Entry entry = read(wanted.id(), subject);
      if (!entry.fingerprint().equals(wanted.fingerprint())) {
        return new RemoteOutcome.Mismatch<>(plan.key(subject), entry.created());
      }
      Work<Q, R> work = new Work<>(remote, plan, entry, since);
      RemoteOutcome<R> outcome = started ? work.started() : work.pursue();
      boolean settled =
          !(outcome instanceof RemoteOutcome.Running || outcome instanceof RemoteOutcome.InDoubt);
      Duration idle = work.idle();
      if (settled || !(idle.isZero() ? waiting.pause() : waiting.pause(idle))) {
        return outcome instanceof RemoteOutcome.Running<R> running
            ? new RemoteOutcome.Running<>(running.key(), waiting.waited())
            : outcome;
      }
      started = false;
      since = System.nanoTime();
    }
  }

  @Override
  public <R> RemoteDesk<R> desk(RemoteEffect<?, R> effect) {
    return desk(Plan.of(effect));
  }

  private <Q, R> RemoteDesk<R> desk(Plan<Q, R> plan) {
    return new Desk<>(remote, plan, scope(plan));
  }

  @Override
  public RecoveryBuilder recovering(RemoteEffect<?, ?>... effects) {
    List<Kind<?, ?>> kinds = new ArrayList<>();
    for (RemoteEffect<?, ?> effect : effects) {
      kinds.add(kind(Plan.of(effect)));
    }
    return new Recovering(kinds);
  }

  private <Q, R> Kind<Q, R> kind(Plan<Q, R> plan) {
    return new Kind<>(remote, plan, scope(plan));
  }

  @Override
  public <Q> void intend(Tx tx, RemoteEffect<Q, ?> effect, String subject, Q request) {
    intend(tx.connection(), Plan.of(effect), subject, request, null);
  }

  @Override
  public <Q> void intend(
      Tx tx, RemoteEffect<Q, ?> effect, String subject, Q request, Duration sendWithin) {
    Objects.requireNonNull(sendWithin, "sendWithin");
    intend(tx.connection(), Plan.of(effect), subject, request, sendWithin);
  }

  private <Q> void intend(
      Connection c, Plan<Q, ?> plan, String subject, Q request, @Nullable Duration sendWithin) {
    try {
      int scope = scopes.within(c, plan.scope()).id();
      NewEntry wanted = entry(plan, subject, request, scope, false, sendWithin);
      JournalSql sql = remote.journal().sql();
      if (!sql.add(c, wanted)) {
        Entry found = sql.read(c, wanted.id());
        if (found != null && !found.fingerprint().equals(wanted.fingerprint())) {
          var unused =
              new RemoteOutcome.Mismatch<Void>(plan.key(subject), found.created()).orElseThrow();
        }
      }
    } catch (SQLException e) {
      throw new LedgerException(
          "SEMEL-009", "the intent %s could not be written down".formatted(plan.key(subject)), e);
    }
  }

  private Entry read(UUID id, String subject) {
    return remote.journal().read(id, subject).orElseThrow();
  }

  private int scope(Plan<?, ?> plan) {
    try {
      return scopes.of(dataSource, plan.scope()).id();
    } catch (SQLException e) {
      throw new LedgerException(
          "SEMEL-009", "the scope %s could not be looked up".formatted(plan.scope()), e);
    }
  }

  private static <Q> NewEntry entry(
      Plan<Q, ?> plan,
      String subject,
      Q request,
      int scope,
      boolean started,
      @Nullable Duration sendWithin) {
    byte[] bytes = plan.requests().encode(request);
    return new NewEntry(
        plan.id(subject),
        scope,
        subject,
        0,
        new Content(plan.requests().contentType(), bytes),
        Uuids.of(Fingerprint.of(bytes).bytes()),
        started,
        started ? plan.timing().lease() : Duration.ZERO,
        sendWithin);
  }
}
