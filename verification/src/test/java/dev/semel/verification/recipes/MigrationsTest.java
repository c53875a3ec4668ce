// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Schema;
import dev.semel.internal.sql.Migrations;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MigrationsTest {
  private static final Pattern TABLE =
      Pattern.compile("^(?:create|alter) table (?:if not exists )?(semel_\\w+)", Pattern.MULTILINE);

  @Test
  void files_are_numbered_without_a_gap() {
    for (int i = 0; i < Migrations.files().size(); i++) {
      assertThat(Migrations.files().get(i)).startsWith("%03d_".formatted(i + 1));
    }
  }

  @Test
  void every_database_has_every_file_with_the_same_tables() throws IOException {
    for (String file : Migrations.files()) {
      Set<String> tables = tables("postgresql", file);
      assertThat(tables).as(file).isNotEmpty();
      for (String folder : List.of("mariadb", "h2")) {
        assertThat(tables(folder, file)).as("%s of %s", file, folder).isEqualTo(tables);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_number_is_applied_and_applying_again_changes_nothing(Db db) throws Exception {
    List<String> applied = db.rows("select version, checksum from semel_schema order by version");
    assertThat(applied).hasSameSizeAs(Migrations.files());
    Schema.of(db.dataSource()).apply().check();
    assertThat(db.rows("select version, checksum from semel_schema order by version"))
        .isEqualTo(applied);
  }

  /** The tables a file makes or changes; the slots of the ledger count as one. */
  private static Set<String> tables(String folder, String file) throws IOException {
    String path = "META-INF/semel/schema/%s/%s".formatted(folder, file);
    try (InputStream in = Migrations.class.getClassLoader().getResourceAsStream(path)) {
      assertThat(in).as(path).isNotNull();
      Set<String> found = new TreeSet<>();
      Matcher matcher = TABLE.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      while (matcher.find()) {
        found.add(matcher.group(1).replaceFirst("_\\d\\d$", ""));
      }
      return found;
    }
  }
}
