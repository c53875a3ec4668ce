// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.Key;
import dev.semel.SemelException;
import dev.semel.http.Body;
import dev.semel.http.Caller;
import dev.semel.http.Decision;
import dev.semel.http.Incoming;
import dev.semel.http.Problem;
import dev.semel.http.Rebuilder;
import dev.semel.http.Reply;
import dev.semel.http.Resolver;
import dev.semel.http.internal.fingerprint.Fingerprints;
import dev.semel.http.internal.key.KeyField;
import dev.semel.http.internal.key.KeyIdentity;
import dev.semel.http.internal.key.Parsing;
import dev.semel.http.internal.record.Recorded;
import dev.semel.spi.Claims;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to a decision. Nothing is stored before its key, its caller and its body
 * are known to be in order. For one thread, once.
 */
final class Attempt {
  /** How often what was seen may change under our hands before the caller is told to come again. */
  private static final int SURPRISES_MAX = 5;

  private final Exchange exchange;
  private final Incoming request;
  private final Route.Match match;
  private final Policy policy;
  private final Answers answers;
  private final Claims claims;

  Attempt(Exchange exchange, Incoming request, Route.Match match) {
    this.exchange = exchange;
    this.request = request;
    this.match = match;
    this.policy = match.policy();
    this.answers = new Answers(exchange, policy);
    this.claims =
        policy.effects instanceof Effects.Untracked
            ? exchange.claims.tryingFor(policy.settling)
            : exchange.claims;
  }

  Decision decide() throws IOException {
    if (Intake.tooLarge(request, policy)) {
      return answers.problem(Problem.BODY_TOO_LARGE, tooLarge());
    }
    KeyField.Parsed parsed =
        KeyField.parse(
            request.headers(Exchange.KEY),
            exchange.aliasLines(request),
            new Parsing(policy.strict, Parsing.LENGTH_MAX, policy.keyLengthMin));
    if (parsed instanceof KeyField.Bad bad) {
      return answers.problem(bad.problem(), bad.why());
    }
    if (parsed instanceof KeyField.Good good) {
      answers.echo(good.key());
      return withKey(good.key());
    }
    if (policy.required) {
      return answers.problem(Problem.KEY_MISSING, null);
    }
    exchange.telemetry.unprotected(policy.name);
    return new Decision.Pass(List.of());
  }

  private Decision withKey(String key) throws IOException {
    Optional<Caller> caller =
        policy.callers == null ? request.caller() : policy.callers.apply(request);
    if (caller.isEmpty()) {
      return answers.problem(Problem.CALLER_MISSING, null);
    }
    FirstSent firstSent = FirstSent.in(request);
    if (firstSent.malformed()) {
      return answers.problem(Problem.FIRST_SENT_MALFORMED, null);
    }
    Intake intake = Intake.of(request, policy);
    if (intake instanceof Intake.Refused refused) {
      return refused(refused);
    }
    Body body = ((Intake.Taken) intake).body();
    Decision decision = null;
    try {
      decision = withBody(key, caller.get(), firstSent, body);
      return decision;
    } finally {
      if (!(decision instanceof Decision.Run)) {
        body.close();
      }
    }
  }

  private Decision withBody(String key, Caller caller, FirstSent firstSent, Body body)
      throws IOException {
    Comparison comparison = Comparison.of(policy, match, request, body);
    Key id =
        Key.of(exchange.api.scope(policy), KeyIdentity.of(caller, key)).over(comparison.latest());
    try (Waiting waiting = new Waiting(exchange.waiters, policy.wait)) {
      Turn turn = new Turn(id, caller, comparison, body, firstSent.before(exchange, id));
      Decision decision = turn.untilDecided(waiting);
      if (waiting.waited()) {
        exchange.telemetry.waited(policy.name, waiting.took());
      }
      return decision;
    } catch (SemelException e) {
      return unreachable(e, id, body);
    }
  }

  private Decision unreachable(SemelException why, Key key, Body body) {
    exchange.telemetry.unreachable(policy.name, why.code(), why);
    if (!policy.openWhenUnreachable) {
      return answers.problem(Problem.STORE_UNAVAILABLE, null);
    }
    exchange.telemetry.unprotected(policy.name);
    return new Decision.Run(
        new UnprotectedRun(policy.name, key, body, policy.newAnswer(), answers));
  }

  private Decision refused(Intake.Refused refused) {
    if (refused.problem() == Problem.BODY_READ_BEFORE) {
      exchange.telemetry.readBefore(policy.name, refused.why());
      return answers.problem(refused.problem(), null);
    }
    return answers.problem(
        refused.problem(), refused.problem() == Problem.BODY_TOO_LARGE ? tooLarge() : null);
  }

  private String tooLarge() {
    return "at most %d bytes are taken here".formatted(policy.bodyBytesMax);
  }

  /** The key against the ledger, again and again until it can be decided. */
  private final class Turn {
    private final Key key;
    private final Caller caller;
    private final Comparison comparison;
    private final Body body;
    private final boolean beforeMemory;

    Turn(Key key, Caller caller, Comparison comparison, Body body, boolean beforeMemory) {
      this.key = key;
      this.caller = caller;
      this.comparison = comparison;
      this.body = body;
      this.beforeMemory = beforeMemory;
    }

    Decision untilDecided(Waiting waiting) throws IOException {
      for (int surprises = 0; surprises < SURPRISES_MAX; ) {
        Claims.Answer answer = claim();
        Judgement judgement = judge(answer, waiting);
        if (judgement == Judgement.WAIT) {
          waiting.pause();
          continue;
        }
        Decision decision = act(judgement, answer);
        if (decision != null) {
          return decision;
        }
        surprises++;
      }
      return answers.problem(Problem.IN_PROGRESS, null);
    }

    private Claims.Answer claim() {
      return policy.effects instanceof Effects.Untracked untracked
          ? claims.take(key, untracked.lease())
          : claims.open(key);
    }

    private Judgement judge(Claims.Answer answer, Waiting waiting) throws IOException {
      Found found = Found.in(answer, recorded(answer), policy.keepResponses);
      Fingerprints.Match match =
          answer instanceof Claims.Standing standing
              ? comparison.with(standing.fingerprint())
              : Fingerprints.Match.DIFFERENT;
      boolean same = match == Fingerprints.Match.SAME;
      boolean mayWait =
          (found == Found.BUSY || (found == Found.RUNNING && same)) && waiting.possible();
      return Judgement.of(
          found,
          match,
          new Judgement.Rules(
              mayWait,
              policy.resolver != null,
              policy.rebuilder != null,
              policy.rerun,
              beforeMemory));
    }

    /** Null if the ledger has to be asked again. */
    private @Nullable Decision act(Judgement judgement, Claims.Answer answer) throws IOException {
      return switch (judgement) {
        case RUN -> run((Claims.Claimed) answer);
        case REPLAY -> replay((Claims.Standing) answer);
        case REBUILD -> rebuild((Claims.Standing) answer);
        case UNAVAILABLE -> unavailable((Claims.Standing) answer);
        case RESOLVE -> resolve((Claims.Standing) answer);
        case RUN_AGAIN -> takeOver((Claims.Standing) answer);
        case OUTSIDE_WINDOW -> outside(answer);
        case CORRUPT -> {
          exchange.telemetry.corrupt(policy.name);
          yield answers.problem(Problem.RECORD_CORRUPT, null);
        }
        case OUTCOME_UNKNOWN -> {
          exchange.telemetry.unknown(policy.name);
          yield answers.problem(Problem.OUTCOME_UNKNOWN, null);
        }
        case REUSED -> answers.problem(Problem.KEY_REUSED, null);
        case EXPIRED -> answers.problem(Problem.KEY_EXPIRED, null);
        case STORE_UNAVAILABLE -> answers.problem(Problem.STORE_UNAVAILABLE, null);
        case WAIT, IN_PROGRESS -> answers.problem(Problem.IN_PROGRESS, null);
      };
    }

    private Decision run(Claims.Claimed claimed) {
      return new Decision.Run(new Execution(exchange, policy, answers, claimed.claim(), body));
    }

    private Decision replay(Claims.Standing standing) {
      Recorded recorded = recorded(standing).orElseThrow();
      exchange.telemetry.replayed(policy.name, recorded.status());
      return answers.replay(recorded.reply().orElseThrow(), standing.since());
    }

    private Decision rebuild(Claims.Standing standing) {
      Recorded recorded = recorded(standing).orElseThrow();
      Optional<Reply> rebuilt =
          policy.rebuilder == null
              ? Optional.empty()
              : policy.rebuilder.rebuild(
                  new Rebuilder.Remembered(
                      key, policy.name, caller, recorded.status(), recorded.headers()));
      if (rebuilt.isEmpty()) {
        return unavailable(standing);
      }
      exchange.telemetry.replayed(policy.name, rebuilt.get().status());
      return answers.replay(rebuilt.get(), standing.since());
    }

    private Decision unavailable(Claims.Standing standing) {
      return answers.unavailable(recorded(standing).orElseThrow());
    }

    private Decision outside(Claims.Answer answer) {
      if (answer instanceof Claims.Claimed claimed) {
        claimed.claim().release();
      }
      return answers.problem(Problem.OUTSIDE_WINDOW, null);
    }

    private @Nullable Decision resolve(Claims.Standing standing) throws IOException {
      Resolver.Resolution resolution = ask(standing);
      if (resolution instanceof Resolver.DidNotHappen) {
        return takeOver(standing);
      }
      if (!(resolution instanceof Resolver.Happened happened)) {
        return act(Judgement.OUTCOME_UNKNOWN, standing);
      }
      Reply reply = happened.reply();
      Recorded recorded =
          Kept.of(policy, reply.status(), reply.headers(), Body.of(reply.body()), null);
      claims.resolve(key, standing, Kept.stored(recorded));
      return null;
    }

    private Resolver.Resolution ask(Claims.Standing standing) {
      try {
        return policy.resolver == null
            ? new Resolver.StillUnknown()
            : policy.resolver.resolve(
                new Resolver.Unsettled(key, policy.name, caller, standing.since(), body));
      } catch (RuntimeException e) {
        exchange.telemetry.resolverFailed(policy.name, e);
        return new Resolver.StillUnknown();
      }
    }

    private @Nullable Decision takeOver(Claims.Standing standing) throws IOException {
      if (!(policy.effects instanceof Effects.Untracked untracked)) {
        return act(Judgement.OUTCOME_UNKNOWN, standing);
      }
      Claims.Answer answer = claims.takeOver(key, standing, untracked.lease());
      return answer instanceof Claims.Claimed claimed ? run(claimed) : null;
    }

    private Optional<Recorded> recorded(Claims.Answer answer) {
      return answer instanceof Claims.Standing standing && standing.stored() != null
          ? Kept.read(standing.stored())
          : Optional.empty();
    }
  }
}
