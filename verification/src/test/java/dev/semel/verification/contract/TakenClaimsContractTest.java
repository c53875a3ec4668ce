// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Codec;
import dev.semel.Fingerprint;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import dev.semel.spi.LedgerEvent;
import dev.semel.spi.SemelEvent;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claims that are leases, the memory around all claims, and their connections. */
@OnEveryServer
@Timeout(120)
class TakenClaimsContractTest extends ClaimsContract {

  @Test
  void a_claim_that_was_taken_is_seen_by_everyone_until_it_is_settled() {
    Key key = fresh().over(new byte[] {7});
    Claim claim = taken(key, LONG);
    for (Claims.Answer answer : List.of(claims().open(key), claims().take(key, LONG))) {
      Claims.Standing stands = standing(answer);
      assertThat(stands.state()).isEqualTo(Claims.State.CLAIMED);
      assertThat(stands.leased()).isTrue();
      assertThat(stands.fence()).isEqualTo(claim.fence()).isPositive();
      assertThat(stands.leaseUntil())
          .isBetween(stands.now().plusSeconds(3_000), stands.now().plusSeconds(3_600));
      assertThat(stands.fingerprint()).isEqualTo(Fingerprint.of(new byte[] {7}));
      assertThat(stands.stored()).isNull();
    }
    claim.settle(stored("made"));
    Claims.Standing stands = standing(key);
    assertThat(stands.state()).isEqualTo(Claims.State.DONE);
    assertThat(stands.fence()).isEqualTo(claim.fence());
    assertThat(stands.leaseUntil()).isNull();
    assertThat(text(stands)).isEqualTo("made");
    assertThatThrownBy(() -> claim.settle(stored("again")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(semel.once(key, Codec.text(), tx -> "doubled")).isEqualTo("made");
  }

  @Test
  void of_64_who_take_at_once_one_has_the_claim() throws Exception {
    Key key = fresh();
    Instant scopeIsKnown = claims().memoryFrom(key.scope());
    int threads = 64;
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<Claims.Answer>> calls =
        Collections.nCopies(
            threads,
            () -> {
              start.await(30, TimeUnit.SECONDS);
              return claims().take(key, LONG);
            });
    assertThat(Checks.all(calls))
        .as("%s", scopeIsKnown)
        .filteredOn(Claims.Claimed.class::isInstance)
        .hasSize(1);
    assertThat(db.unsettled(key.scope())).isEqualTo(1);
  }

  @Test
  void of_64_who_take_over_at_once_one_has_the_claim() throws Exception {
    Key key = fresh();
    Claim zombie = abandoned(key);
    Claims.Standing seen = standing(key);
    int threads = 64;
    CyclicBarrier start = new CyclicBarrier(threads);
    List<Callable<Claims.Answer>> calls =
        Collections.nCopies(
            threads,
            () -> {
              start.await(30, TimeUnit.SECONDS);
              return claims().takeOver(key, seen, LONG);
            });
    List<Claims.Answer> answers = Checks.all(calls);
    assertThat(answers).filteredOn(Claims.Claimed.class::isInstance).hasSize(1);
    assertThat(standing(key).fence()).isEqualTo(zombie.fence() + 1);
  }

  @Test
  void a_zombie_can_do_nothing_after_a_take_over() {
    Key key = fresh();
    Claim zombie = abandoned(key);
    Claim heir = claimed(claims().takeOver(key, standing(key), LONG));
    assertThat(heir.fence()).isGreaterThan(zombie.fence());
    assertThat(zombie.extend(LONG)).isFalse();
    assertThatThrownBy(() -> zombie.settle(stored("zombie")))
        .isInstanceOf(IllegalStateException.class);
    heir.settle(stored("heir"));
    assertThat(text(standing(key))).isEqualTo("heir");
  }

  @Test
  void a_zombie_neither_settles_nor_gives_up_nor_releases() {
    for (String deed : List.of("settle", "leaveUnknown", "release", "extend")) {
      Key key = fresh();
      Claim zombie = abandoned(key);
      Claim heir = claimed(claims().takeOver(key, standing(key), LONG));
      switch (deed) {
        case "settle" ->
            assertCode(catchThrowable(() -> zombie.settle(stored("zombie"))), "SEMEL-062");
        case "leaveUnknown" ->
            assertCode(catchThrowable(() -> zombie.leaveUnknown("zombie")), "SEMEL-062");
        case "extend" -> assertThat(zombie.extend(LONG)).isFalse();
        default -> zombie.release();
      }
      Claims.Standing stands = standing(key);
      assertThat(stands.leased()).as(deed).isTrue();
      assertThat(stands.fence()).as(deed).isEqualTo(heir.fence());
      heir.settle(stored("heir"));
      assertThat(text(standing(key))).as(deed).isEqualTo("heir");
    }
  }

  @Test
  void a_fence_is_never_used_again_even_after_a_release() {
    Key key = fresh();
    Claim zombie = abandoned(key);
    Claim heir = claimed(claims().takeOver(key, standing(key), LONG));
    heir.release();
    Claim third = taken(key, LONG);
    assertThat(third.fence()).isGreaterThan(heir.fence());
    assertCode(catchThrowable(() -> zombie.settle(stored("zombie"))), "SEMEL-062");
    third.settle(stored("third"));
    assertThat(text(standing(key))).isEqualTo("third");
  }

  @Test
  void an_owner_whose_lease_is_over_settles_if_nobody_took_over() {
    Key key = fresh();
    Claim late = abandoned(key);
    late.settle(stored("late"));
    assertThat(text(standing(key))).isEqualTo("late");
  }

  @Test
  void a_lease_can_be_extended() {
    Key key = fresh();
    Claim claim = abandoned(key);
    Claims.Standing seen = standing(key);
    assertThat(claim.extend(LONG)).isTrue();
    assertThat(standing(key).leased()).isTrue();
    assertThat(standing(claims().takeOver(key, seen, LONG)).fence()).isEqualTo(claim.fence());
    assertThat(claims().resolve(key, seen, stored("guessed"))).isFalse();
    claim.settle(stored("made"));
    assertThat(text(standing(key))).isEqualTo("made");
  }

  @Test
  void a_release_frees_the_key_and_a_close_leaves_it_to_its_lease() {
    Key key = fresh();
    try (Claim claim = taken(key, LONG)) {
      claim.release();
    }
    assertFree(key);
    try (Claim claim = taken(key, LONG)) {
      assertThat(claim.key()).isEqualTo(key);
    }
    assertThat(standing(key).leased()).isTrue();
  }

  @Test
  void a_live_lease_can_neither_be_taken_over_nor_resolved() {
    Key key = fresh();
    Claim claim = taken(key, LONG);
    Claims.Standing seen = standing(key);
    assertThat(standing(claims().takeOver(key, seen, LONG)).fence()).isEqualTo(claim.fence());
    assertThat(claims().resolve(key, seen, stored("guessed"))).isFalse();
    claim.settle(stored("made"));
    assertThat(text(standing(key))).isEqualTo("made");
  }

  @Test
  void what_is_done_can_neither_be_taken_over_nor_resolved() {
    Key key = fresh();
    Claim claim = abandoned(key);
    Claims.Standing seen = standing(key);
    claim.settle(stored("made"));
    assertThat(standing(claims().takeOver(key, seen, LONG)).state()).isEqualTo(Claims.State.DONE);
    assertThat(claims().resolve(key, seen, stored("guessed"))).isFalse();
    assertThat(claims().resolve(key, standing(key), stored("guessed"))).isFalse();
    assertThat(text(standing(key))).isEqualTo("made");
  }

  @Test
  void what_was_seen_standing_and_is_gone_is_taken_anew() {
    Key key = fresh();
    Claim claim = abandoned(key);
    Claims.Standing seen = standing(key);
    claim.release();
    assertThat(claims().resolve(key, seen, stored("guessed"))).isFalse();
    Claim anew = claimed(claims().takeOver(key, seen, LONG));
    assertThat(anew.fence()).isGreaterThan(claim.fence());
    anew.settle(stored("made"));
    assertThat(text(standing(key))).isEqualTo("made");
  }

  @Test
  void a_lease_that_is_over_is_resolved_once_and_its_owner_comes_too_late() {
    Key key = fresh();
    Claim zombie = abandoned(key);
    Claims.Standing seen = standing(key);
    assertThat(claims().resolve(key, seen, stored("looked up"))).isTrue();
    assertThat(claims().resolve(key, seen, stored("looked up twice"))).isFalse();
    assertCode(catchThrowable(() -> zombie.settle(stored("zombie"))), "SEMEL-062");
    assertThat(text(standing(key))).isEqualTo("looked up");
    assertThat(standing(key).state()).isEqualTo(Claims.State.DONE);
  }

  @Test
  void what_is_unknown_says_why_and_is_resolved_or_taken_over() throws Exception {
    for (boolean resolve : new boolean[] {true, false}) {
      Key key = fresh();
      Claim claim = taken(key, LONG);
      claim.leaveUnknown("the answer of the bank was cut off — é");
      assertThatThrownBy(() -> claim.settle(stored("late")))
          .isInstanceOf(IllegalStateException.class);
      Claims.Standing stands = standing(key);
      assertThat(stands.state()).isEqualTo(Claims.State.UNKNOWN);
      assertThat(stands.leased()).isFalse();
      assertThat(stands.stored().contentType()).startsWith("text/plain");
      assertThat(text(stands)).isEqualTo("the answer of the bank was cut off — é");
      assertThat(semel.attempt(key, inserting(key)::on)).isInstanceOf(Outcome.Unknown.class);
      if (resolve) {
        assertThat(claims().resolve(key, stands, stored("found"))).isTrue();
      } else {
        Claim heir = claimed(claims().takeOver(key, stands, LONG));
        assertThat(standing(key).stored()).as("why it was unknown is past").isNull();
        heir.settle(stored("found"));
      }
      assertThat(text(standing(key))).isEqualTo("found");
      assertThat(db.effects(key.id())).isEmpty();
    }
  }

  @Test
  void the_doors_are_busy_while_a_lease_lives_and_answer_when_it_is_settled() throws Exception {
    Key key = fresh();
    Claim claim = taken(key, LONG);
    Semel impatient = semel.waitingUpTo(Duration.ofMillis(20));
    for (Door door : Door.values()) {
      Throwable caught =
          catchThrowable(() -> door.deliver(impatient, db.dataSource(), key, inserting(key)));
      assertThat(caught).as("%s", door).isInstanceOf(dev.semel.BusyException.class);
    }
    Key other = key.over(new byte[] {1});
    assertThat(claims().take(other, LONG)).isInstanceOf(Claims.Standing.class);
    claim.settle(stored("made"));
    for (Door door : Door.values()) {
      String result = door.deliver(semel, db.dataSource(), key, inserting(key));
      assertThat(result).as("%s", door).isIn(null, "made");
    }
    assertThat(db.effects(key.id())).isEmpty();
  }

  @Test
  void a_door_that_waits_gets_the_result_when_the_claim_is_settled() throws Exception {
    Key key = fresh();
    Claim claim = taken(key, LONG);
    CyclicBarrier both = new CyclicBarrier(2);
    List<Callable<String>> calls =
        List.of(
            () -> {
              both.await(30, TimeUnit.SECONDS);
              return semel.once(key, Codec.text(), tx -> "doubled");
            },
            () -> {
              both.await(30, TimeUnit.SECONDS);
              claim.settle(stored("made"));
              return "made";
            });
    assertThat(Checks.all(calls)).containsExactly("made", "made");
  }

  @Test
  void the_doors_do_not_guess_when_the_lease_is_over() {
    Key key = fresh();
    Claim zombie = abandoned(key);
    for (Door door : Door.values()) {
      Throwable caught =
          catchThrowable(() -> door.deliver(semel, db.dataSource(), key, inserting(key)));
      assertThat(caught).as("%s", door).isInstanceOf(dev.semel.UnknownOutcomeException.class);
    }
    zombie.settle(stored("late"));
    assertThat(db.effects(key.id())).isEmpty();
  }

  @Test
  void a_lease_is_positive_and_bounded() {
    Key key = fresh();
    for (Duration lease : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(31))) {
      assertThatThrownBy(() -> claims().take(key, lease))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertFree(key);
  }

  @Test
  void keys_outside_the_memory_are_told_apart() throws Exception {
    Scope timed = Scope.named(fresh().scope()).timed().remembering(Duration.ofDays(2));
    Semel remembering = Semel.with(db.dataSource()).scope(timed).build();
    Claims timedClaims = remembering.claims();
    Instant from = timedClaims.memoryFrom(timed.name());
    Instant now = from.plus(Duration.ofDays(2));
    Key key = Key.of(timed.name(), "k");
    assertThat(timedClaims.open(key)).isEqualTo(new Claims.Refused(Outcome.Reason.ORIGIN_MISSING));
    assertThat(timedClaims.take(key.bornAt(now.plus(Duration.ofDays(3))), LONG))
        .isEqualTo(new Claims.Refused(Outcome.Reason.ORIGIN_AHEAD));
    Claims.Answer old = timedClaims.open(key.bornAt(from.minusSeconds(60)));
    assertThat(old).isInstanceOf(Claims.Forgotten.class);
    assertThat(((Claims.Forgotten) old).memoryFrom()).isBetween(from, from.plusSeconds(600));
    Key born = key.bornAt(now);
    claimed(timedClaims.open(born)).settle(stored("made"));
    assertThat(timedClaims.open(key.bornAt(now.minusSeconds(1))))
        .isEqualTo(new Claims.Refused(Outcome.Reason.ORIGIN_CHANGED));
    Key leased = Key.of(timed.name(), "l").bornAt(now);
    claimed(timedClaims.take(leased, LONG)).settle(stored("leased"));
    assertThat(text(standing(timedClaims.open(leased)))).isEqualTo("leased");
  }

  @Test
  void a_forgotten_key_that_its_scope_applies_is_claimed_among_the_timeless() throws Exception {
    Scope timed =
        Scope.named(fresh().scope())
            .timed()
            .remembering(Duration.ofDays(2))
            .whenForgotten(Scope.WhenForgotten.APPLY);
    Claims applying = Semel.with(db.dataSource()).scope(timed).build().claims();
    Key old = Key.of(timed.name(), "k").bornAt(applying.memoryFrom(timed.name()).minusSeconds(60));
    Claim claim = claimed(applying.take(old, LONG));
    claim.leaveUnknown("?");
    Claims.Standing seen = standing(applying.open(old));
    Claim heir = claimed(applying.takeOver(old, seen, LONG));
    heir.leaveUnknown("?");
    assertThat(applying.resolve(old, standing(applying.open(old)), stored("found"))).isTrue();
    assertThat(text(standing(applying.open(old)))).isEqualTo("found");
  }

  @Test
  void claims_know_their_data_source() {
    assertThat(claims().on(db.dataSource())).isTrue();
    assertThat(claims().on(db.raw())).isFalse();
  }

  @Test
  void a_pool_of_one_is_enough_and_gets_its_connection_back() throws Exception {
    try (HikariDataSource one = db.pool(1)) {
      Semel lonely = Semel.on(one);
      Claims narrow = lonely.claims();
      Key key = fresh();
      Claim settled = claimed(narrow.open(key));
      effect(settled);
      settled.settle(stored("made"));
      assertIdle(one);
      assertThat(text(standing(narrow.open(key)))).isEqualTo("made");
      assertIdle(one);
      claimed(narrow.open(fresh())).release();
      assertIdle(one);
      Claim failing = claimed(narrow.open(fresh()));
      failing.tx().add("insert into taken (id) values (1)");
      assertThat(catchThrowable(() -> failing.settle(stored("made")))).isNotNull();
      failing.close();
      assertIdle(one);
      Claim large = claimed(narrow.open(fresh()));
      assertThat(catchThrowable(() -> large.settle(new Claims.Stored("", new byte[0]))))
          .isNotNull();
      assertIdle(one);
      Claim held = opened(fresh());
      assertThat(narrow.open(held.key())).isInstanceOf(Claims.Busy.class);
      held.release();
      assertIdle(one);
      Key leased = fresh();
      Claim claim = claimed(narrow.take(leased, LONG));
      assertThat(claim.extend(MOMENT)).isTrue();
      assertIdle(one);
      dev.semel.verification.databases.Eventually.holds(
          "the lease is over", () -> !standing(narrow.open(leased)).leased());
      Claim heir = claimed(narrow.takeOver(leased, standing(narrow.open(leased)), LONG));
      assertThat(catchThrowable(() -> claim.settle(stored("zombie")))).isNotNull();
      heir.leaveUnknown("?");
      assertThat(narrow.resolve(leased, standing(narrow.open(leased)), stored("found"))).isTrue();
      assertIdle(one);
    }
  }

  private static void assertIdle(HikariDataSource pool) {
    assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
  }

  @Test
  void a_commit_whose_answer_is_lost_is_found_out() throws Exception {
    Lossy lossy = new Lossy(db.raw());
    List<SemelEvent> events = new CopyOnWriteArrayList<>();
    Claims losing = Semel.with(lossy).listener(events::add).build().claims();
    Key open = fresh();
    Claim claim = claimed(losing.open(open));
    effect(claim);
    lossy.loseAnswer();
    claim.settle(stored("made"));
    assertThat(lossy.lost()).isTrue();
    assertHappenedOnce(open);
    Key leased = fresh();
    Claim taken = claimed(losing.take(leased, LONG));
    lossy.loseAnswer();
    taken.settle(stored("made"));
    assertThat(lossy.lost()).isTrue();
    assertThat(text(standing(leased))).isEqualTo("made");
    assertThat(events).filteredOn(LedgerEvent.Applied.class::isInstance).hasSize(2);
  }

  @Test
  void a_commit_that_was_lost_to_somebody_else_is_not_believed() throws Exception {
    Lossy lossy = new Lossy(db.raw());
    Claims losing = Semel.on(lossy).claims();
    Key key = fresh();
    Claim claim = claimed(losing.open(key));
    effect(claim);
    lossy.loseCommit(
        () -> {
          Claim other = opened(key);
          effect(other);
          other.settle(stored("other"));
        });
    assertCode(catchThrowable(() -> claim.settle(stored("ours"))), "SEMEL-062");
    assertHappenedOnce(key);
    assertThat(text(standing(key))).isEqualTo("other");
  }

  @Test
  void a_commit_that_did_not_arrive_leaves_nothing() throws Exception {
    Lossy lossy = new Lossy(db.raw());
    Claims losing = Semel.on(lossy).claims();
    Key key = fresh();
    Claim claim = claimed(losing.open(key));
    effect(claim);
    lossy.loseCommit(() -> {});
    assertCode(catchThrowable(() -> claim.settle(stored("ours"))), "SEMEL-021");
    assertNothingHappened(key);
    assertFree(key);
  }

  /** A driver whose connection is lost once, around a commit. */
  private static final class Lossy extends Raw {
    private final DataSourceBehind behind;
    private final AtomicBoolean after = new AtomicBoolean();
    private final AtomicBoolean before = new AtomicBoolean();
    private final AtomicBoolean happened = new AtomicBoolean();
    private volatile Callable<Void> meanwhile = () -> null;

    /** Where connections come from. */
    @FunctionalInterface
    private interface DataSourceBehind {
      Connection connection() throws SQLException;
    }

    /** Something to do meanwhile. */
    @FunctionalInterface
    private interface Deed {
      void run() throws Exception;
    }

    Lossy(javax.sql.DataSource behind) {
      super("");
      this.behind = behind::getConnection;
    }

    /** The next commit goes through, and nobody hears of it. */
    void loseAnswer() {
      happened.set(false);
      after.set(true);
    }

    /** The next commit does not arrive; the server rolls back, and this is done. */
    void loseCommit(Deed deed) {
      meanwhile =
          () -> {
            deed.run();
            return null;
          };
      before.set(true);
    }

    boolean lost() {
      return happened.get();
    }

    private Object around(Connection c, Call call) throws Throwable {
      if (before.compareAndSet(true, false)) {
        c.rollback();
        c.close();
        meanwhile.call();
        throw new SQLException("the network is gone", "08006");
      }
      Object answer = call.run();
      if (after.compareAndSet(true, false)) {
        happened.set(true);
        c.close();
        throw new SQLException("the network is gone", "08006");
      }
      return answer;
    }

    /** A call of the driver. */
    @FunctionalInterface
    private interface Call {
      Object run() throws Throwable;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection c = behind.connection();
      return proxy(
          Connection.class,
          c,
          (name, args, call) -> {
            if (name.equals("commit")) {
              return around(c, call);
            }
            Object answer = call.run();
            return name.equals("prepareStatement") && ((String) args[0]).endsWith("commit")
                ? proxy(
                    java.sql.PreparedStatement.class,
                    answer,
                    (method, ignored, execution) ->
                        method.equals("execute") ? around(c, execution) : execution.run())
                : answer;
          });
    }

    /** What is done about a call. */
    @FunctionalInterface
    private interface Advice {
      Object on(String name, Object[] args, Call call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Object behind, Advice advice) {
      return type.cast(
          Proxy.newProxyInstance(
              Lossy.class.getClassLoader(),
              new Class<?>[] {type},
              (self, method, args) ->
                  advice.on(
                      method.getName(),
                      args,
                      () -> {
                        try {
                          return method.invoke(behind, args);
                        } catch (InvocationTargetException e) {
                          throw e.getCause();
                        }
                      })));
    }
  }

  @Test
  void a_result_is_dropped_before_its_key_and_said_to_be_gone() {
    Key key = fresh();
    Scope scope =
        Scope.named(key.scope())
            .remembering(Duration.ofDays(30))
            .keepingResultsFor(Duration.ofHours(24));
    Semel keeping = Semel.with(db.dataSource()).scope(scope).build();
    Claims.Stored result = stored("a long answer");
    claimed(keeping.claims().open(key)).settle(result);
    Key plain = Key.of(key.scope(), "plain");
    keeping.once(plain, tx -> {});
    assertThat(keeping.sweep().resultsDropped()).isZero();
    assertThat(text(standing(key))).isEqualTo("a long answer");
    age(keeping, key.scope());
    assertThat(keeping.sweep().resultsDropped()).isEqualTo(1);
    assertThat(keeping.sweep().resultsDropped()).isZero();
    Claims.Standing stands = standing(key);
    assertThat(stands.state()).isEqualTo(Claims.State.DONE);
    assertThat(stands.stored()).isNull();
    for (Door door : Door.values()) {
      Throwable caught =
          catchThrowable(() -> door.deliver(keeping, db.dataSource(), key, inserting(key)));
      if (door.hasResult()) {
        assertCode(caught, "SEMEL-063");
      } else {
        assertThat(caught).as("%s", door).isNull();
      }
    }
    assertCode(
        catchThrowable(() -> keeping.once(plain, Codec.text(), tx -> "doubled")), "SEMEL-019");
    assertThat(db.effects(key.id())).isEmpty();
  }

  /** A day goes by for what is settled. */
  private void age(Semel keeping, String scope) {
    assertThat(keeping.claims().memoryFrom(scope)).isNotNull();
    String table = db.isMariaDb() ? "semel_ledger_64" : "semel_ledger";
    String dayAgo =
        db.isMariaDb()
            ? "timestampadd(hour, -25, state_since)"
            : "state_since - interval '25' hour";
    Sql.run(
        db.dataSource(),
        "update "
            + table
            + " set state_since = "
            + dayAgo
            + " where scope = (select id from semel_scope where name = ?)",
        scope);
  }

  @Test
  void how_long_results_are_kept_is_checked_and_may_be_changed() {
    String name = fresh().scope();
    Scope scope = Scope.named(name).remembering(Duration.ofDays(2));
    for (Duration wrong : List.of(Duration.ofSeconds(59), Duration.ofDays(3))) {
      assertThatThrownBy(
              () -> Semel.with(db.dataSource()).scope(scope.keepingResultsFor(wrong)).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("keeps results for");
    }
    for (Scope declared :
        List.of(
            scope.keepingResultsFor(Duration.ofHours(1)),
            scope,
            scope.keepingResultsFor(Duration.ofHours(2)))) {
      assertThat(Semel.with(db.dataSource()).scope(declared).build()).isNotNull();
      assertThat(
              Sql.text(
                  db.dataSource(), "select results_seconds from semel_scope where name = ?", name))
          .isEqualTo(
              declared.results() == null ? null : Long.toString(declared.results().toSeconds()));
    }
  }
}
