// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.counted;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.testkit.Boundary;
import dev.semel.testkit.BoundaryReport;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Semel's doors keep an effect in one transaction, and the test kit sees it when it leaves it. */
class BoundaryTest {
  private static final String INSERT = "insert into effect (id, what) values (?, 'boundary')";

  private static Semel started(Boundary boundary) {
    Semel semel = Semel.on(boundary.doors().database());
    semel.once(Key.of("boundary", "first"), tx -> {}); // The scope's own row commits before.
    return semel;
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void the_doors_write_all_in_one_transaction(Server server) {
    try (TestDatabase db = server.open()) {
      HikariDataSource pool = db.pool(2);
      Boundary boundary = Boundary.of(pool);
      Semel semel = started(boundary);
      boundary
          .deliver(
              doors ->
                  semel.once(
                      Key.of("boundary", "once"), tx -> Sql.run(tx.connection(), INSERT, "once")))
          .assertEffectStaysInOneTransaction();
      boundary
          .deliver(
              doors ->
                  semel
                      .optimistic()
                      .once(
                          Key.of("boundary", "last"),
                          tx -> Sql.run(tx.connection(), INSERT, "last")))
          .assertEffectStaysInOneTransaction();
      semel.batch("boundary", List.of("a")).keyedBy(id -> id).apply((tx, id) -> {});
      boundary
          .deliver(
              doors ->
                  semel
                      .batch("boundary", List.of("b", "c", "d"))
                      .keyedBy(id -> id)
                      .apply((tx, id) -> tx.add(INSERT, id)))
          .assertEffectStaysInOneTransaction();
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void an_effect_that_takes_another_connection_is_seen_by_its_door(Server server) {
    try (TestDatabase db = server.open()) {
      Boundary boundary = Boundary.of(db.pool(2));
      Semel semel = started(boundary);
      DataSource door = boundary.doors().database();
      BoundaryReport report =
          boundary.deliver(
              doors -> semel.once(Key.of("boundary", "apart"), tx -> Sql.run(door, INSERT, "a")));
      assertThat(report.findings())
          .anyMatch(finding -> finding.contains("two connections of database at the same time"))
          .anyMatch(finding -> finding.contains("in 2 transactions"));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Server.class,
      names = {"POSTGRESQL_18", "MARIADB"})
  void an_effect_that_opens_a_connection_of_its_own_is_seen_by_its_socket(Server server) {
    try (TestDatabase db = server.open()) {
      Boundary boundary = Boundary.of(db.pool(2));
      Semel semel = started(boundary);
      BoundaryReport report =
          boundary.deliver(
              doors ->
                  semel.once(
                      Key.of("boundary", "around"),
                      tx -> {
                        try (Connection own = db.raw().getConnection()) {
                          Sql.run(own, INSERT, "around");
                        }
                      }));
      assertThat(report.findings())
          .singleElement()
          .asString()
          .contains("talks to its own database at 127.0.0.1:")
          .contains("while its transaction is open");
    }
  }
}
