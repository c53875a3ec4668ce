// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The statements about the schema itself. The DDL is in files in the jar. */
public sealed interface SchemaSql permits PostgreSqlSchema, MariaDbSchema, H2Schema {

  /** Where the files of this database are, under {@code META-INF/semel/schema/}. */
  String folder();

  /** The name of the schema a connection is in when none was chosen. */
  String currentSchema(Connection c) throws SQLException;

  /** Whether this database lives inside this process and is made without asking. */
  boolean embedded(Connection c) throws SQLException;

  boolean hasVersionTable(Connection c, String schema) throws SQLException;

  List<VersionRow> versions(Connection c) throws SQLException;

  void record(Connection c, VersionRow version) throws SQLException;

  /** Runs one statement of a file, or a whole file where the driver takes it, in the schema. */
  void apply(Connection c, String schema, String file) throws SQLException;

  /** Keeps a second process from applying at the same time, until the transaction ends. */
  void lock(Connection c, String schema) throws SQLException;

  /** One applied file. */
  record VersionRow(int version, String checksum) {}
}
