// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.recipe.Positions;
import dev.semel.recipe.Upsert;
import dev.semel.verification.docs.IdempotentEffectsSnippets.AccountChanged;
import dev.semel.verification.docs.IdempotentEffectsSnippets.Delivery;
import dev.semel.verification.docs.IdempotentEffectsSnippets.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class IdempotentEffectsDocTest {
  private static final Path ROOT = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");

  @Test
  void the_page_shows_the_code_that_is_compiled() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/idempotent-effects.md"));
    String code =
        Files.readString(
            ROOT.resolve(
                "verification/src/test/java/dev/semel/verification/docs/IdempotentEffectsSnippets.java"));
    Matcher snippets =
        Pattern.compile(
                "<!-- snippet: IdempotentEffectsSnippets#(\\w+) -->\\s*```java\\n(.*?)```",
                Pattern.DOTALL)
            .matcher(page);
    int shown = 0;
    for (; snippets.find(); shown++) {
      assertThat(snippets.group(2).strip())
          .as(snippets.group(1))
          .isEqualTo(region(code, snippets.group(1)));
    }
    assertThat(shown).isEqualTo(code.split("// tag::", -1).length - 1);
  }

  private static String region(String code, String name) {
    int from = code.indexOf("// tag::" + name + "[]\n");
    int to = code.indexOf("// end::" + name + "[]");
    assertThat(from).as(name).isPositive();
    String region = code.substring(from, to);
    return region.substring(region.indexOf('\n') + 1).stripIndent().strip();
  }

  @Test
  void the_code_does_what_the_page_says() throws SQLException {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:docs;DB_CLOSE_DELAY=-1");
    Schema.of(h2).apply();
    try (Connection c = h2.getConnection();
        Statement statement = c.createStatement()) {
      statement.execute(
          "create table account_view"
              + " (id varchar(20) primary key, version int, owner varchar(20), balance int)");
      statement.execute("create table orders (id int primary key, version int, status varchar(9))");
      statement.execute("insert into orders values (1, 7, 'NEW')");
      statement.execute("create table payment (amount int)");
      c.setAutoCommit(false);
      for (int delivery = 0; delivery < 2; delivery++) {
        for (long version : new long[] {1, 2, 1}) {
          IdempotentEffectsSnippets.upsert(
              c, new AccountChanged("a", version, "Ada", (int) version));
        }
        IdempotentEffectsSnippets.compare(c, 1);
        for (long sequence : new long[] {2, 1}) {
          IdempotentEffectsSnippets.project(c, "a", sequence, new byte[] {10});
        }
        IdempotentEffectsSnippets.position(c, "topic-A", 0, new Message(0, 5));
        IdempotentEffectsSnippets.positions(
            c,
            Positions.of("billing").lane("payments", "topic-A", 0),
            List.of(new Message(0, 5), new Message(1, 6)));
      }
      IdempotentEffectsSnippets.value(c, 1);
      c.commit();
      IdempotentEffectsSnippets.batch(
          Semel.on(h2),
          Upsert.into("account_view").key("id").version("version").set("owner", "balance"),
          List.of(new Delivery("d-1", new AccountChanged("b", 1, "Bob", 1))));
      assertThat(one(statement, "select balance from account_view where id = 'a'")).isEqualTo("22");
      assertThat(one(statement, "select owner from account_view where id = 'b'")).isEqualTo("Bob");
      assertThat(one(statement, "select status from orders")).isEqualTo("SENT");
      assertThat(one(statement, "select sum(amount) from payment")).isEqualTo("11");
    }
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }
}
