// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.Semel;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Takes one part of Semel out at a time and shows that a check of the contract notices. Each
 * control first runs the very same check with everything in place, where it must pass: so what
 * fails it is the missing part.
 */
class NegativeControlTest {
  private static int number;

  private TestDatabase db;

  @BeforeEach
  void open() {
    db = Server.POSTGRESQL_18.open();
  }

  @AfterEach
  void close() {
    db.close();
  }

  private static Key fresh() {
    return Key.of("control-" + ++number, "order-" + number);
  }

  /** A check of the contract over some data source. */
  @FunctionalInterface
  private interface Check {
    void run(Semel semel, DataSource dataSource) throws Exception;
  }

  private void passes(Check check) {
    assertThatCode(() -> check.run(Semel.on(db.dataSource()), db.dataSource()))
        .as("with everything in place")
        .doesNotThrowAnyException();
  }

  private static void fails(String how, ThrowingCallable check) {
    assertThatThrownBy(check).isInstanceOf(AssertionError.class).hasMessageContaining(how);
  }

  @Test
  void without_the_unique_key_concurrent_duplicates_are_doubled() {
    Check check =
        (semel, dataSource) ->
            Checks.concurrentDuplicatesHappenOnce(db, semel, dataSource, Door.OPTIMISTIC, fresh());
    passes(check);
    dropTheUniqueKey();
    fails("doubled", () -> check.run(Semel.on(db.dataSource()), db.dataSource()));
  }

  @Test
  void without_the_unique_key_a_last_check_doubles_every_duplicate() {
    Check check =
        (semel, dataSource) ->
            Checks.duplicateChangesNothing(db, semel, dataSource, Door.OPTIMISTIC, fresh());
    passes(check);
    dropTheUniqueKey();
    fails("doubled", () -> check.run(Semel.on(db.dataSource()), db.dataSource()));
  }

  private void dropTheUniqueKey() {
    Sql.run(db.dataSource(), "alter table semel_ledger drop constraint semel_ledger_pkey");
  }

  @Test
  void without_the_seal_a_swallowed_error_loses_the_effect() {
    Check check =
        (semel, dataSource) -> {
          Key key = fresh();
          Checks.acknowledgedMeansOnce(
              db, semel, dataSource, Door.ONCE, key, Checks.swallowingAnError(db, key));
        };
    passes(check);
    DataSource unsealed = new Rewriting(db.raw(), NegativeControlTest::withoutSeal, true);
    fails("lost", () -> check.run(Semel.on(unsealed), unsealed));
  }

  @Test
  void without_the_seal_a_commit_behind_the_guards_back_doubles_the_effect() {
    Check check =
        (semel, dataSource) -> {
          Key key = fresh();
          Leaky leaky = new Leaky(dataSource);
          Semel leaking = Semel.on(leaky);
          try {
            Checks.acknowledgedMeansOnce(
                db,
                leaking,
                leaky,
                Door.ONCE,
                key,
                tx -> {
                  db.insertEffect(tx.connection(), key.id(), "effect");
                  leaky.last().commit();
                  db.insertEffect(tx.connection(), key.id(), "second half");
                });
          } catch (AssertionError e) {
            // With the seal, the broken effect is refused before it is acknowledged; only the half
            // it committed itself stands. Without it, it was acknowledged.
            if (e.getMessage().contains("acknowledged with")) {
              throw e;
            }
          }
        };
    passes(check);
    DataSource unsealed = new Rewriting(db.raw(), NegativeControlTest::withoutSeal, false);
    fails("acknowledged with 2 effects", () -> check.run(Semel.on(unsealed), unsealed));
  }

  /** Writes the row whatever became of the transaction. */
  private static String withoutSeal(String sql) {
    return sql.contains("insert into")
        ? sql.replace(
            "pg_catalog.current_setting('semel.tx', true) = ?", "cast(? as text) is not null")
        : sql;
  }

  private void zombie(Semel semel) {
    Key key = fresh();
    Claims claims = semel.claims();
    Claim zombie = ((Claims.Claimed) claims.take(key, Duration.ofMillis(1))).claim();
    Eventually.holds("the lease is over", () -> !standing(claims, key).leased());
    Claims.Standing seen = standing(claims, key);
    Claims.Answer heir = claims.takeOver(key, seen, Duration.ofHours(1));
    assertThat(heir).isInstanceOf(Claims.Claimed.class);
    try {
      zombie.settle(new Claims.Stored("text/plain", new byte[] {1}));
    } catch (LedgerException e) {
      return;
    }
    throw new AssertionError("doubled, the zombie has settled what its heir is at");
  }

  private static Claims.Standing standing(Claims claims, Key key) {
    return (Claims.Standing) claims.open(key);
  }

  @Test
  void without_the_fence_a_zombie_settles_what_its_heir_is_at() {
    passes((semel, dataSource) -> zombie(semel));
    DataSource unfenced =
        new Rewriting(
            db.raw(), sql -> sql.replace(" fence = ?", " cast(? as bigint) is not null"), false);
    fails("doubled", () -> zombie(Semel.on(unfenced)));
  }

  @Test
  void without_the_lock_two_have_one_open_claim() {
    Check check =
        (semel, dataSource) -> {
          Key key = fresh();
          try (Claim first = ((Claims.Claimed) semel.claims().open(key)).claim()) {
            if (semel.claims().open(first.key()) instanceof Claims.Claimed second) {
              second.claim().close();
              throw new AssertionError("doubled, two have the claim");
            }
          }
        };
    passes(check);
    DataSource unlocked =
        new Rewriting(
            db.raw(),
            sql ->
                sql.replace(
                    "pg_catalog.pg_try_advisory_xact_lock(?)", "cast(? as bigint) is not null"),
            false);
    fails("doubled", () -> check.run(Semel.on(unlocked), unlocked));
  }

  @Test
  void without_the_seal_a_claim_that_was_rolled_back_is_settled() {
    Check check =
        (semel, dataSource) -> {
          Key key = fresh();
          Leaky leaky = new Leaky(dataSource);
          Claim claim = ((Claims.Claimed) Semel.on(leaky).claims().open(key)).claim();
          db.insertEffect(claim.tx().connection(), key.id(), "effect");
          leaky.last().rollback();
          try {
            claim.settle(new Claims.Stored("text/plain", new byte[] {1}));
          } catch (LedgerException e) {
            return;
          }
          assertThat(db.effects(key.id())).as("lost").isNotEmpty();
        };
    passes(check);
    DataSource unsealed = new Rewriting(db.raw(), NegativeControlTest::withoutSeal, false);
    fails("lost", () -> check.run(Semel.on(unsealed), unsealed));
  }

  @Test
  void without_fingerprints_other_content_is_lost() {
    Check check =
        (semel, dataSource) ->
            Checks.otherContentIsRefused(db, semel, dataSource, Door.ONCE, fresh());
    passes(check);
    Sql.run(
        db.dataSource(),
        """
        create function forget_fingerprint() returns trigger language plpgsql
        as $$ begin new.fingerprint := null; return new; end $$""");
    Sql.run(
        db.dataSource(),
        "create trigger forget before insert on semel_ledger_64 for each row execute function"
            + " forget_fingerprint()");
    fails("lost", () -> check.run(Semel.on(db.dataSource()), db.dataSource()));
  }

  @Test
  void without_the_guard_an_optimistic_effect_that_commits_is_doubled() {
    Check guarded =
        (semel, dataSource) -> {
          Key key = fresh();
          Checks.acknowledgedMeansOnce(
              db,
              semel,
              dataSource,
              Door.OPTIMISTIC,
              key,
              tx -> {
                db.insertEffect(tx.connection(), key.id(), "effect");
                tx.connection().commit();
                throw new IllegalStateException("and then fails");
              });
        };
    passes(guarded);
    fails(
        "doubled",
        () -> {
          Key key = fresh();
          Leaky unguarded = new Leaky(db.raw());
          Checks.acknowledgedMeansOnce(
              db,
              Semel.on(unguarded),
              unguarded,
              Door.OPTIMISTIC,
              key,
              tx -> {
                db.insertEffect(unguarded.last(), key.id(), "effect");
                unguarded.last().commit();
                throw new IllegalStateException("and then fails");
              });
        });
  }

  /** A driver that changes what Semel says: the part is taken out on the way to the server. */
  private static final class Rewriting extends Raw {
    private final DataSource behind;
    private final UnaryOperator<String> rewrite;
    private final boolean commitsByItself;

    /**
     * @param commitsByItself sends the insert outside the dead transaction, as libraries do that
     *     keep their own row apart from the effect
     */
    Rewriting(DataSource behind, UnaryOperator<String> rewrite, boolean commitsByItself) {
      super("");
      this.behind = behind;
      this.rewrite = rewrite;
      this.commitsByItself = commitsByItself;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection c = behind.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Rewriting.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, args) -> {
                try {
                  if (!method.getName().equals("prepareStatement")) {
                    return method.invoke(c, args);
                  }
                  String sql = rewrite.apply((String) args[0]);
                  if (commitsByItself && !sql.equals(args[0])) {
                    c.commit(); // Returns normally even when the server has rolled back.
                  }
                  return c.prepareStatement(sql);
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              });
    }
  }
}
