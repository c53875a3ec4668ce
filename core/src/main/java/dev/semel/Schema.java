// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.sql.Migrations;
import javax.sql.DataSource;

/**
 * The tables of Semel in a database: checked at every start, applied only when asked. The files are
 * in the jar, under {@code META-INF/semel/schema/}, for those who apply schemas with a tool.
 * Immutable and thread-safe.
 */
public final class Schema {
  private final Migrations migrations;

  private Schema(Migrations migrations) {
    this.migrations = migrations;
  }

  /** The tables in the current schema of the data source's connections. */
  public static Schema of(DataSource dataSource) {
    return new Schema(Migrations.of(dataSource, null));
  }

  /**
   * The tables in a schema of that name, which must exist.
   *
   * @param name a letter or underscore and up to 62 letters, digits or underscores
   */
  public static Schema of(DataSource dataSource, String name) {
    return new Schema(Migrations.of(dataSource, name));
  }

  /**
   * Applies what is missing. For tests and small installations; safe to call twice and from two
   * processes at once.
   *
   * @return this, for chaining
   */
  public Schema apply() {
    migrations.apply();
    return this;
  }

  /** Throws {@link LedgerException} if a file is missing or was changed, and names it. */
  public void check() {
    migrations.check();
  }

  /** All of the DDL for this database, in order. */
  public String print() {
    return migrations.print();
  }
}
