// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.internal.sql.Entry;
import dev.semel.internal.sql.EntryState;
import dev.semel.internal.sql.Evidence;
import dev.semel.internal.sql.Uuids;
import dev.semel.remote.RemoteDesk;
import dev.semel.remote.RemoteOutcome;
import dev.semel.remote.RemoteStanding;
import dev.semel.remote.RemoteState;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;

/** What is done by hand about the effects of one kind. Immutable and thread-safe. */
public final class Desk<Q, R> implements RemoteDesk<R> {
  private static final int TRIES_MAX = 5;

  private final Remote remote;
  private final Plan<Q, R> plan;
  private final int scope;

  Desk(Remote remote, Plan<Q, R> plan, int scope) {
    this.remote = remote;
    this.plan = plan;
    this.scope = scope;
  }

  @Override
  public Optional<RemoteStanding> find(String subject) {
    return entry(subject).map(Desk::standing);
  }

  @Override
  public List<RemoteStanding> in(RemoteState state, int max) {
    return remote.journal().in(scope, EntryState.valueOf(state.name()), max, plan.name()).stream()
        .map(Desk::standing)
        .toList();
  }

  @Override
  public List<RemoteStanding.Evidence> evidence(String subject) {
    return remote.journal().evidence(plan.id(subject), subject).stream().map(Desk::said).toList();
  }

  private static RemoteStanding.Evidence said(Evidence said) {
    return new RemoteStanding.Evidence(said.at(), said.source(), said.says(), said.detail());
  }

  @Override
  public Optional<String> subjectOf(String gatewayKey) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(gatewayKey);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return bytes.length == 2 * Long.BYTES ? subject(Uuids.of(bytes)) : Optional.empty();
  }

  @Override
  public Optional<String> subjectOfReference(String reference) {
    return remote.journal().find(scope, reference, plan.name()).flatMap(this::subject);
  }

  private Optional<String> subject(UUID id) {
    return remote
        .journal()
        .read(id, plan.name())
        .filter(entry -> entry.scope() == scope)
        .map(Entry::key);
  }

  @Override
  public RemoteOutcome<R> succeeded(String subject, R result, String source, String reason) {
    return end(subject, new Finish.Succeeded<>(result), new Said(source, "SUCCEEDED", reason));
  }

  @Override
  public RemoteOutcome<R> failed(String subject, String source, String reason) {
    return end(
        subject,
        new Finish.Failed<>(EntryState.FAILED, reason),
        new Said(source, "FAILED", reason));
  }

  /** The owner of the moment may move it in between; then it is looked at again. */
  private RemoteOutcome<R> end(String subject, Finish.How<R> how, Said said) {
    Finish<R> finish = new Finish<>(remote.journal(), remote.claims(), plan, remote.patience());
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      Finish.Became<R> became = finish.end(known(subject), how, said);
      if (became instanceof Finish.Over<R> over) {
        return remote.outcome(plan, plan.key(subject), over.stored(), !over.byUs());
      }
    }
    return remote.standing(plan, known(subject));
  }

  @Override
  public boolean release(String subject, String source, String reason) {
    Entry entry = known(subject);
    return entry.state() == EntryState.PARKED
        && remote
            .journal()
            .leave(entry, EntryState.IN_DOUBT, Duration.ZERO, new Said(source, "RELEASED", reason));
  }

  @Override
  public RemoteOutcome<R> probe(String subject) {
    if (plan.functions().looking() == null) {
      throw new UnsupportedOperationException(
          "SEMEL-072 the remote effect %s does not say how its gateway is asked: lookup(...)"
              .formatted(plan.name()));
    }
    long since = System.nanoTime();
    return new Work<>(remote, plan, known(subject), since).probe();
  }

  private Entry known(String subject) {
    return entry(subject)
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    "SEMEL-073 there is no remote effect " + plan.key(subject)));
  }

  private Optional<Entry> entry(String subject) {
    return remote.journal().read(plan.id(subject), subject);
  }

  private static RemoteStanding standing(Entry entry) {
    return new RemoteStanding(
        entry.key(),
        Plan.gatewayKey(entry.id()),
        RemoteState.valueOf(entry.state().name()),
        entry.attempts(),
        entry.created(),
        entry.since(),
        Optional.ofNullable(entry.firstSent()),
        Optional.ofNullable(entry.lastSent()),
        Optional.ofNullable(entry.due()),
        Optional.ofNullable(entry.reference()),
        Optional.ofNullable(entry.why()));
  }
}
