// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.Fingerprint;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Outcome;
import dev.semel.Semel;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import dev.semel.verification.databases.Sql;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims that are transactions. */
@OnEveryServer
@Timeout(120)
class ClaimsContractTest extends ClaimsContract {
  @Test
  void work_and_result_of_an_open_claim_commit_together() throws Exception {
    Key key = fresh().over(new byte[] {1, 2, 3});
    try (Claim claim = opened(key)) {
      assertThat(claim.key()).isEqualTo(key);
      effect(claim);
      assertThat(db.effects(key.id())).as("before the commit").isEmpty();
      claim.settle(stored("made"));
    }
    assertHappenedOnce(key);
    Claims.Standing stands = standing(key);
    assertThat(stands.state()).isEqualTo(Claims.State.DONE);
    assertThat(stands.fingerprint()).isEqualTo(Fingerprint.of(new byte[] {1, 2, 3}));
    assertThat(stands.stored().contentType()).isEqualTo("text/x-test");
    assertThat(text(stands)).isEqualTo("made");
    assertThat(stands.since()).isBeforeOrEqualTo(stands.now());
    assertThat(stands.fence()).isZero();
    assertThat(stands.leaseUntil()).isNull();
    assertThat(stands.leased()).isFalse();
  }

  @Test
  void what_was_added_to_an_open_claim_is_part_of_it() {
    Key key = fresh();
    try (Claim claim = opened(key)) {
      claim.tx().add("insert into effect (id, what) values (?, ?)", key.id(), "added");
      claim.settle(stored("made"));
    }
    assertThat(db.effects(key.id())).containsExactly("added");
  }

  @Test
  void a_released_or_closed_claim_leaves_nothing() throws Exception {
    for (boolean close : new boolean[] {true, false}) {
      Key key = fresh();
      Claim claim = opened(key);
      effect(claim);
      if (close) {
        claim.close();
      } else {
        claim.release();
      }
      assertNothingHappened(key);
      assertFree(key);
      assertThatThrownBy(() -> claim.settle(stored("late")))
          .isInstanceOf(IllegalStateException.class);
      assertNothingHappened(key);
    }
  }

  @Test
  void a_claim_settles_once_only() throws Exception {
    Key key = fresh();
    Claim claim = opened(key);
    effect(claim);
    claim.settle(stored("first"));
    assertThatThrownBy(() -> claim.settle(stored("second")))
        .isInstanceOf(IllegalStateException.class);
    claim.release();
    claim.close();
    assertThat(text(standing(key))).isEqualTo("first");
    assertHappenedOnce(key);
  }

  @Test
  void an_open_claim_has_no_lease_and_a_taken_one_no_transaction() {
    Key key = fresh();
    try (Claim open = opened(key)) {
      assertThatThrownBy(() -> open.extend(LONG)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> open.leaveUnknown("?")).isInstanceOf(IllegalStateException.class);
    }
    Claim taken = taken(key, LONG);
    assertThatThrownBy(taken::tx).isInstanceOf(IllegalStateException.class);
    taken.release();
  }

  @Test
  void whoever_meets_an_open_claim_is_busy_at_once() throws Exception {
    Key key = fresh();
    try (Claim claim = opened(key)) {
      effect(claim);
      assertThat(claims().open(key)).isInstanceOf(Claims.Busy.class);
      assertThat(claims().take(key, LONG)).isInstanceOf(Claims.Busy.class);
      Outcome<Void> outcome =
          semel.waitingUpTo(Duration.ofMillis(50)).attempt(key, inserting(key)::on);
      assertThat(outcome).isInstanceOf(Outcome.Busy.class);
      claim.settle(stored("made"));
    }
    assertHappenedOnce(key);
    assertThat(standing(claims().take(key, LONG)).state()).isEqualTo(Claims.State.DONE);
  }

  @Test
  void whoever_meets_the_transaction_of_a_caller_or_a_batch_is_busy() throws Exception {
    Key key = fresh();
    Instant scopeIsKnown = claims().memoryFrom(key.scope());
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    List<Callable<Object>> calls =
        List.of(
            () ->
                Door.inTransaction(
                    db.dataSource(),
                    c -> {
                      semel.once(c, key, inserting(key)::on);
                      inside.countDown();
                      assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
                      return "caller";
                    }),
            () -> {
              assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
              try {
                return claims().take(key, LONG);
              } finally {
                go.countDown();
              }
            });
    assertThat(Checks.all(calls).get(1)).as("%s", scopeIsKnown).isInstanceOf(Claims.Busy.class);
    assertHappenedOnce(key);
  }

  @Test
  void of_64_who_open_at_once_one_has_the_claim() throws Exception {
    Key key = fresh();
    Instant scopeIsKnown = claims().memoryFrom(key.scope());
    int threads = 64;
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<Claims.Answer>> calls =
        Collections.nCopies(
            threads,
            () -> {
              start.await(30, TimeUnit.SECONDS);
              Claims.Answer answer = claims().open(key);
              if (answer instanceof Claims.Claimed claimed) {
                effect(claimed.claim());
                claimed.claim().settle(stored("made"));
              }
              return answer;
            });
    List<Claims.Answer> answers = Checks.all(calls);
    assertThat(answers)
        .as("%s", scopeIsKnown)
        .filteredOn(Claims.Claimed.class::isInstance)
        .hasSize(1);
    assertThat(answers)
        .filteredOn(answer -> !(answer instanceof Claims.Claimed))
        .allSatisfy(
            answer -> assertThat(answer).isInstanceOfAny(Claims.Standing.class, Claims.Busy.class));
    assertHappenedOnce(key);
  }

  @Test
  void a_failing_statement_that_was_added_rolls_back() throws Exception {
    Key key = fresh();
    Claim claim = opened(key);
    effect(claim);
    claim.tx().add("insert into taken (id) values (1)");
    assertThatThrownBy(() -> claim.settle(stored("made"))).isInstanceOf(LedgerException.class);
    assertNothingHappened(key);
    assertFree(key);
  }

  @Test
  void a_swallowed_error_is_never_settled() throws Exception {
    Key key = fresh();
    Claim claim = opened(key);
    effect(claim);
    Throwable swallowed =
        catchThrowable(() -> Sql.run(claim.tx().connection(), "insert into taken (id) values (1)"));
    assertThat(swallowed).isInstanceOf(Exception.class);
    Throwable caught = catchThrowable(() -> claim.settle(stored("made")));
    assertCode(caught, "SEMEL-017");
    assertNothingHappened(key);
    assertFree(key);
  }

  @Test
  void a_result_that_is_too_large_rolls_back() throws Exception {
    Key key = fresh();
    Claim claim = opened(key);
    effect(claim);
    Claims.Stored large = new Claims.Stored("x/y", new byte[64 * 1024 + 1]);
    assertCode(catchThrowable(() -> claim.settle(large)), "SEMEL-018");
    assertNothingHappened(key);
    assertFree(key);
  }

  @Test
  void a_constraint_that_fails_at_the_commit_rolls_back() throws Exception {
    assumeTrue(db.isPostgreSql(), "only PostgreSQL defers constraints");
    Sql.run(
        db.dataSource(),
        "create table if not exists child (id int references taken (id) deferrable initially"
            + " deferred)");
    Key key = fresh();
    Claim claim = opened(key);
    effect(claim);
    Sql.run(claim.tx().connection(), "insert into child (id) values (4711)");
    assertThatThrownBy(() -> claim.settle(stored("made")))
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("23503");
    assertNothingHappened(key);
    assertFree(key);
  }

  @Test
  void the_connection_of_a_claim_cannot_end_its_transaction() throws Exception {
    Key key = fresh();
    try (Claim claim = opened(key)) {
      assertThatThrownBy(() -> claim.tx().connection().commit())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("SEMEL-004");
    }
  }

  @Test
  void a_commit_behind_the_guards_back_is_loud() throws Exception {
    Key key = fresh();
    Leaky leaky = new Leaky(db.raw());
    Semel leaking = Semel.on(leaky);
    leaking.once(Key.of(key.scope(), "known"), tx -> {});
    Claim claim = claimed(leaking.claims().open(key));
    effect(claim);
    leaky.last().commit();
    assertCode(catchThrowable(() -> claim.settle(stored("made"))), "SEMEL-016");
    if (!db.isPostgreSql()) {
      // The claim was committed with the effect, and nobody knows more than that.
      Claims.Standing stands = standing(key);
      assertThat(stands.state()).isEqualTo(Claims.State.CLAIMED);
      assertThat(stands.leased()).isFalse();
      assertThat(claims().resolve(key, stands, stored("looked at"))).isTrue();
      assertThat(text(standing(key))).isEqualTo("looked at");
    }
  }

  @Test
  void a_session_killed_before_the_seal_leaves_nothing() throws Exception {
    assumeTrue(!db.isH2(), "a killed session of H2 takes the whole in-memory database along");
    Key key = fresh();
    Claim claim = opened(key);
    effect(claim);
    db.kill(db.session(claim.tx().connection()));
    assertCode(catchThrowable(() -> claim.settle(stored("made"))), "SEMEL-021");
    assertNothingHappened(key);
    assertFree(key);
  }
}
