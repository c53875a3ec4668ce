// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SchemaFilesTest {
  @Test
  void statements_end_where_a_semicolon_ends_a_line() {
    assertThat(
            SchemaFiles.statements(
                """
                -- a comment; with a semicolon
                create table a (
                  b int -- half; way
                );

                create table c (d int);
                -- the end
                """))
        .hasSize(2)
        .anySatisfy(one -> assertThat(one).contains("create table a").endsWith(")"))
        .anySatisfy(one -> assertThat(one).isEqualTo("create table c (d int)"));
  }
}
