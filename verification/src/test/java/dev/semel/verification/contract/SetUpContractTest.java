// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.ForgottenException;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.MismatchException;
import dev.semel.Schema;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is checked at the start, and what a scope remembers. */
@OnEveryServer
class SetUpContractTest extends Contract {
  private static final AtomicInteger SCHEMAS = new AtomicInteger();

  private String newSchema() {
    String name = "Other_schema_" + SCHEMAS.incrementAndGet() + "_" + ProcessHandle.current().pid();
    String quote = db.isMariaDb() ? "`" : "\"";
    Sql.run(db.dataSource(), "create schema " + quote + name + quote);
    return name;
  }

  private void dropSchema(String name) {
    if (db.isMariaDb()) {
      Sql.run(db.dataSource(), "drop schema `" + name + "`");
    }
  }

  @Test
  void a_schema_of_another_name_works_from_apply_to_duplicate() {
    String schema = newSchema();
    try {
      Throwable missing = catchThrowable(() -> Schema.of(db.dataSource(), schema).check());
      assertCode(missing, "SEMEL-010");
      assertThat(missing)
          .hasMessageContaining("META-INF/semel/schema/")
          .hasMessageContaining(schema);
      Schema.of(db.dataSource(), schema).apply().apply().check();
      Semel there = Semel.with(db.dataSource()).schema(schema).build();
      Key key = fresh();
      there.once(key, inserting(key)::on);
      there.once(key, inserting(key)::on);
      assertThat(db.effects(key.id())).hasSize(1);
      there.batch(key.scope(), List.of("a", key.id())).keyedBy(id -> id).apply((tx, id) -> {});
      assertThat(db.settled(key.scope())).as("rows in the default schema").isZero();
      assertThat(there.sweep().more()).isFalse();
    } catch (Exception e) {
      throw new AssertionError(e);
    } finally {
      dropSchema(schema);
    }
  }

  @Test
  void a_missing_schema_is_refused_with_the_name_of_the_file() {
    assumeTrue(!db.isH2(), "an embedded H2 gets its schema without asking");
    String schema = newSchema();
    try {
      assertThatThrownBy(() -> Semel.with(db.dataSource()).schema(schema).build())
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("SEMEL-010")
          .hasMessageContaining("001_ledger.sql");
    } finally {
      dropSchema(schema);
    }
  }

  @Test
  void nasty_schema_names_are_refused() {
    for (String name :
        new String[] {
          "a\"b", "a`b", "a;drop table effect", "", "1a", "a b", "x".repeat(64), "a.b"
        }) {
      assertThatThrownBy(() -> Semel.with(db.dataSource()).schema(name).build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SEMEL-013");
    }
  }

  @Test
  void a_changed_checksum_and_a_newer_version_are_refused() {
    String schema = newSchema();
    String quote = db.isMariaDb() ? "`" : "\"";
    String table = quote + schema + quote + ".semel_schema";
    try {
      Schema there = Schema.of(db.dataSource(), schema).apply();
      Sql.run(
          db.dataSource(),
          "insert into "
              + table
              + " (version, checksum, applied_at) select 99, 'later', applied_at from "
              + table
              + " where version = 1");
      assertThatThrownBy(there::check).hasMessageContaining("SEMEL-011").hasMessageContaining("99");
      Sql.run(db.dataSource(), "delete from " + table + " where version = 99");
      Sql.run(db.dataSource(), "update " + table + " set checksum = 'tampered'");
      assertThatThrownBy(there::check)
          .hasMessageContaining("SEMEL-011")
          .hasMessageContaining("tampered");
    } finally {
      dropSchema(schema);
    }
  }

  @Test
  void two_may_apply_the_schema_at_once() throws Exception {
    String schema = newSchema();
    try {
      List<Schema> both =
          Checks.all(
              List.of(
                  () -> Schema.of(db.raw(), schema).apply(),
                  () -> Schema.of(db.raw(), schema).apply()));
      both.forEach(Schema::check);
    } finally {
      dropSchema(schema);
    }
  }

  @Test
  void a_database_nobody_wrote_statements_for_is_refused() {
    assertThatThrownBy(() -> Semel.on(new Claiming(db.url(), "Oracle", "23c")))
        .hasMessageContaining("SEMEL-012")
        .hasMessageContaining("Oracle")
        .hasMessageContaining("PostgreSQL 14");
    assertThatThrownBy(() -> Semel.on(new Claiming(db.url(), "PostgreSQL", "15.2-YB-2.25.0.0-b0")))
        .hasMessageContaining("SEMEL-012");
  }

  /** A data source that says it is another product. */
  private static final class Claiming extends Raw {
    private final String product;
    private final String version;

    Claiming(String url, String product, String version) {
      super(url);
      this.product = product;
      this.version = version;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection c = super.getConnection();
      return (Connection)
          Proxy.newProxyInstance(
              Claiming.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (proxy, method, args) ->
                  method.getName().equals("getMetaData")
                      ? claims(c.getMetaData())
                      : invoke(c, method, args));
    }

    private DatabaseMetaData claims(DatabaseMetaData data) {
      return (DatabaseMetaData)
          Proxy.newProxyInstance(
              Claiming.class.getClassLoader(),
              new Class<?>[] {DatabaseMetaData.class},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "getDatabaseProductName" -> product;
                    case "getDatabaseProductVersion" -> version;
                    case "getDatabaseMajorVersion" -> 15;
                    default -> invoke(data, method, args);
                  });
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args)
        throws Throwable {
      try {
        return method.invoke(target, args);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }

  @Test
  void all_problems_of_a_configuration_are_told_at_once() {
    Scope forgetful =
        Scope.named("forgetful").remembering(Duration.ofDays(1)).redeliveredFor(Duration.ofDays(7));
    assertThatThrownBy(
            () ->
                Semel.with(db.dataSource())
                    .scope(forgetful)
                    .scope(Scope.named("long").timed().remembering(Duration.ofDays(90)))
                    .waitingUpTo(Duration.ofHours(2))
                    .resultBytesMax(-1)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SEMEL-015")
        .hasMessageContaining("forgetful")
        .hasMessageContaining("PT168H")
        .hasMessageContaining("long")
        .hasMessageContaining("waitingUpTo")
        .hasMessageContaining("resultBytesMax");
  }

  @Test
  void a_scope_cannot_become_timed() {
    Scope scope = Scope.named(fresh().scope());
    Semel.with(db.dataSource()).scope(scope).build();
    assertThatThrownBy(() -> Semel.with(db.dataSource()).scope(scope.timed()).build())
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("SEMEL-014");
  }

  @Test
  void keys_outside_the_memory_are_told_apart_from_new_ones() throws Exception {
    String name = fresh().scope();
    Scope scope = Scope.named(name).timed().remembering(Duration.ofDays(7));
    Semel timed = Semel.with(db.dataSource()).scope(scope).build();
    Instant now = Instant.now();
    for (Door door : Door.values()) {
      Key old = Key.of(name, "old-" + door).bornAt(now.minus(Duration.ofDays(8)));
      Key ahead = Key.of(name, "ahead-" + door).bornAt(now.plus(Duration.ofDays(2)));
      Key without = Key.of(name, "without-" + door);
      assertThat(catchThrowable(() -> deliverBorn(timed, door, old)))
          .isInstanceOf(ForgottenException.class);
      assertThat(catchThrowable(() -> deliverBorn(timed, door, ahead)))
          .isInstanceOf(MismatchException.class);
      assertThat(catchThrowable(() -> deliverBorn(timed, door, without)))
          .isInstanceOf(MismatchException.class);
      for (Key key : List.of(old, ahead, without)) {
        assertThat(db.effects(key.id())).as("%s", key).isEmpty();
      }
      Key good = Key.of(name, "good-" + door).bornAt(now.minus(Duration.ofDays(6)));
      deliverBorn(timed, door, good);
      deliverBorn(timed, door, good);
      assertThat(db.effects(good.id())).hasSize(1);
    }
    assertThat(db.unsettled(name)).isZero();
    assertThat(
            Sql.number(
                db.dataSource(),
                "select count(*) from semel_quarantine q join semel_scope s on s.id = q.scope where"
                    + " s.name = ?",
                name))
        .as("quarantined by those who committed")
        .isGreaterThanOrEqualTo(7);
  }

  private void deliverBorn(Semel timed, Door door, Key key) throws Exception {
    if (!door.isBatch()) {
      String unused = door.deliver(timed, db.dataSource(), key, inserting(key));
      return;
    }
    var batch = timed.batch(key.scope(), List.of(key)).keyedBy(Key::id);
    var report =
        (key.origin().isPresent() ? batch.bornAt(item -> item.origin().orElseThrow()) : batch)
            .attempt((tx, item) -> inserting(key).on(tx));
    if (!report.failed().isEmpty()) {
      throw report.failed().get(0).cause();
    }
  }
}
