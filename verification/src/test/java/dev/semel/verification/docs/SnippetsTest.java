// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Semel;
import dev.semel.verification.docs.ReadmeSnippets.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the documents show does what they say. */
class SnippetsTest {
  private final ReadmeSnippets snippets = new ReadmeSnippets();
  private final JdbcDataSource dataSource = new JdbcDataSource();
  private final Event event =
      new Event(UUID.fromString("f47ac10b-58cc-4372-a567-0e02b2c3d479"), 5, 1);

  @BeforeEach
  void tables() throws SQLException {
    dataSource.setURL("jdbc:h2:mem:snippets-%s;DB_CLOSE_DELAY=-1".formatted(System.nanoTime()));
    run("create table orders (id varchar(36), amount bigint)");
    run("create table account (id int primary key, balance bigint)");
    run("insert into account values (1, 0)");
  }

  @Test
  void hello_twice_inserts_one_order() throws SQLException {
    snippets.hello(dataSource, event);
    snippets.hello(dataSource, event);
    assertThat(number("select count(*) from orders")).isEqualTo(1);
  }

  @Test
  void every_form_twice_happens_once() throws SQLException {
    Semel semel = Semel.on(dataSource);
    for (int i = 0; i < 2; i++) {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        assertThat(snippets.forms(semel, connection, event, List.of(event)).text())
            .isEqualTo("charged 5");
        connection.commit();
      }
    }
    assertThat(number("select count(*) from orders")).isEqualTo(1);
    assertThat(number("select balance from account")).isZero();
  }

  @Test
  void a_caller_who_branches_sees_the_duplicate() throws SQLException {
    Semel semel = Semel.on(dataSource);
    assertThat(snippets.branch(semel, event)).isEqualTo("applied");
    assertThat(snippets.branch(semel, event)).isEqualTo("a duplicate");
  }

  @Test
  void the_other_snippets_run() {
    snippets.schema(dataSource);
    snippets.sweeper(snippets.retention(dataSource));
  }

  private void run(String sql) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Connection c = dataSource.getConnection();
        Statement statement = c.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
