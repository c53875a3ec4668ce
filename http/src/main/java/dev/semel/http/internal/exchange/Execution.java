// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.Key;
import dev.semel.SemelException;
import dev.semel.Tx;
import dev.semel.UnknownOutcomeException;
import dev.semel.http.Body;
import dev.semel.http.Ending;
import dev.semel.http.Outgoing;
import dev.semel.http.Problem;
import dev.semel.http.Reply;
import dev.semel.http.Running;
import dev.semel.http.TransactionBinding;
import dev.semel.http.internal.record.Recorded;
import dev.semel.spi.Claim;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A request that runs under a claim. Whoever ends it first has ended it. */
final class Execution implements Running {
  private final Exchange exchange;
  private final Policy policy;
  private final Answers answers;
  private final Claim claim;
  private final Body body;
  private final Spool answer;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final List<TransactionBinding.Bound> bindings = new CopyOnWriteArrayList<>();
  private volatile boolean nothingDone;
  private volatile boolean rollbackOnly;
  private volatile @Nullable String resourceId;

  Execution(Exchange exchange, Policy policy, Answers answers, Claim claim, Body body) {
    this.exchange = exchange;
    this.policy = policy;
    this.answers = answers;
    this.claim = claim;
    this.body = body;
    this.answer = policy.newAnswer();
  }

  @Override
  public String operation() {
    return policy.name;
  }

  @Override
  public Key key() {
    return claim.key();
  }

  @Override
  public Body body() {
    return body;
  }

  @Override
  public Body.Writable answer() {
    return answer;
  }

  @Override
  public Optional<Tx> tx() {
    return inTransaction() ? Optional.of(claim.tx()) : Optional.empty();
  }

  @Override
  public Entered enter() {
    TransactionBinding binding = exchange.binding;
    if (binding == null || !inTransaction()) {
      return () -> {};
    }
    if (ended.get()) {
      throw new IllegalStateException(
          "SEMEL-508 this request has ended, and its transaction with it: what is done now would"
              + " be in none");
    }
    TransactionBinding.Bound bound = binding.bind(claim.tx().connection());
    bindings.add(bound);
    return () -> leave(bound);
  }

  private void leave(TransactionBinding.Bound bound) {
    boolean known = false;
    try {
      if (bound.rollbackOnly()) {
        rollbackOnly = true;
      }
      known = true;
    } finally {
      if (!known) {
        rollbackOnly = true;
      }
      bound.close();
    }
  }

  /** Whoever listened on the threads the work was on. */
  private void tell(TransactionBinding.End end) {
    for (TransactionBinding.Bound bound : bindings) {
      try {
        bound.ended(end);
      } catch (RuntimeException | LinkageError e) {
        exchange.telemetry.toldInVain(policy.name, e);
      }
    }
  }

  @Override
  public void retryable() {
    nothingDone = true;
  }

  @Override
  public void resource(String id) {
    if (id.length() > Kept.RESOURCE_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "the id of a resource has %d characters, at most %d are kept"
              .formatted(id.length(), Kept.RESOURCE_LENGTH_MAX));
    }
    resourceId = id;
  }

  @Override
  public boolean keeps(int status) {
    return keeping(status).end() == Keeping.End.SETTLE;
  }

  @Override
  public Ending finish(Outgoing answer) {
    if (!ended.compareAndSet(false, true)) {
      return new Ending.Replace(answers.insteadOf(Problem.NOT_COMMITTED));
    }
    Lost lost = lost();
    if (lost == null) {
      return end(answer);
    }
    if (inTransaction()) {
      release();
      exchange.telemetry.notCommitted(policy.name, lost.code, null);
    } else {
      Ending unused = end(answer);
      exchange.telemetry.answerLost(policy.name, lost.code);
    }
    return new Ending.Replace(answers.insteadOf(lost.problem));
  }

  private Ending end(Outgoing answer) {
    Keeping keeping = keeping(answer.status());
    return switch (keeping.end()) {
      case SETTLE -> settle(answer);
      case RELEASE -> released(answer.status(), keeping.thrownAway());
      case LEAVE_UNKNOWN -> {
        leaveUnknown("it answered %d".formatted(answer.status()));
        yield new Ending.Send(false, answers.marks(false));
      }
    };
  }

  /** Why what the work wrote cannot be sent. */
  private record Lost(Problem problem, String code) {}

  private @Nullable Lost lost() {
    return switch (answer.state()) {
      case OPEN, CLOSED -> null;
      case OVERFLOWED -> new Lost(Problem.RESPONSE_TOO_LARGE, "SEMEL-511");
      case FAILED -> new Lost(Problem.NOT_COMMITTED, "SEMEL-510");
    };
  }

  @Override
  public Reply failed(Throwable why) {
    if (!ended.compareAndSet(false, true)) {
      return answers.insteadOf(Problem.NOT_COMMITTED);
    }
    if (keeping(Keeping.THREW).end() == Keeping.End.RELEASE) {
      release();
      exchange.telemetry.notKept(policy.name, 500);
      Lost lost = lost();
      return answers.insteadOf(lost == null ? Problem.NOT_COMMITTED : lost.problem);
    }
    leaveUnknown("it threw " + why.getClass().getName());
    return answers.insteadOf(Problem.OUTCOME_UNKNOWN);
  }

  @Override
  public void abandon() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    if (inTransaction()) {
      release();
      exchange.telemetry.notKept(policy.name, 500);
    } else {
      leaveUnknown("nobody waits for it any more");
    }
  }

  @Override
  public void close() {
    abandon();
    try {
      answer.close();
    } finally {
      body.close();
    }
  }

  private boolean inTransaction() {
    return policy.effects instanceof Effects.InTransaction;
  }

  private Keeping keeping(int status) {
    return Keeping.of(
        policy.effects,
        new Keeping.Ended(status, nothingDone, rollbackOnly),
        policy.storeServerErrors,
        policy.storeClientErrors);
  }

  private Ending settle(Outgoing answer) {
    Recorded recorded;
    try {
      recorded =
          lost() == null
              ? Kept.of(policy, answer.status(), answer.headers(), answer.body(), resourceId)
              : Kept.without(policy, answer.status(), answer.headers(), resourceId);
      claim.settle(Kept.stored(recorded));
    } catch (SemelException e) {
      return notSettled(e.code(), e);
    } catch (IOException | RuntimeException e) {
      return notSettled("SEMEL-510", e);
    }
    tell(TransactionBinding.End.COMMITTED);
    exchange.telemetry.first(policy.name, answer.status(), recorded.reply().isPresent());
    return new Ending.Send(true, answers.marks(false));
  }

  /** What no transaction covers has happened all the same, so its answer is the true one. */
  private Ending notSettled(String code, Exception why) {
    close(claim);
    tell(
        why instanceof UnknownOutcomeException
            ? TransactionBinding.End.UNKNOWN
            : TransactionBinding.End.ROLLED_BACK);
    exchange.telemetry.notCommitted(policy.name, code, why);
    return inTransaction()
        ? new Ending.Replace(answers.insteadOf(Problem.NOT_COMMITTED))
        : new Ending.Send(false, answers.marks(false));
  }

  private Ending released(int status, boolean thrownAway) {
    release();
    if (thrownAway) {
      exchange.telemetry.notCommitted(policy.name, "SEMEL-510", null);
      return new Ending.Replace(answers.insteadOf(Problem.NOT_COMMITTED));
    }
    exchange.telemetry.notKept(policy.name, status);
    return new Ending.Send(false, answers.marks(false));
  }

  private void release() {
    try {
      claim.release();
    } catch (RuntimeException e) {
      close(claim);
      exchange.telemetry.releaseFailed(policy.name, e);
    }
    tell(TransactionBinding.End.ROLLED_BACK);
  }

  private void leaveUnknown(String why) {
    exchange.telemetry.unknown(policy.name);
    try {
      claim.leaveUnknown(why);
    } catch (RuntimeException e) {
      // Its lease leads to the same.
      exchange.telemetry.releaseFailed(policy.name, e);
    }
  }

  private void close(Claim lost) {
    try {
      lost.close();
    } catch (RuntimeException e) {
      exchange.telemetry.releaseFailed(policy.name, e);
    }
  }
}
