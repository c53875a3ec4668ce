// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements of projections. All but {@code look} and {@code lock} need the lock. */
public sealed interface StreamSql permits PostgreSqlStreams, MariaDbStreams, H2Streams {

  /** The row as it is, without waiting for anybody. */
  @Nullable StreamRow look(Connection c, UUID stream) throws SQLException;

  /** Locks the row until the transaction ends; makes it where there is none. */
  StreamRow lock(Connection c, StreamName stream, long first) throws SQLException;

  void move(Connection c, UUID stream, StreamRow to) throws SQLException;

  @Nullable UUID fingerprint(Connection c, UUID stream, long sequence) throws SQLException;

  void park(Connection c, UUID stream, ParkedEvent event) throws SQLException;

  /** The parked events from a sequence on, in order. */
  List<ParkedEvent> parked(Connection c, UUID stream, long from, int max) throws SQLException;

  /** Deletes the parked events before a sequence; answers how many there were. */
  int unpark(Connection c, UUID stream, long before) throws SQLException;

  /**
   * The statements for each database.
   *
   * @param schema null for the one the connections are in
   */
  static PerKind<StreamSql> of(@Nullable String schema) {
    return new PerKind<>(
        new PostgreSqlStreams(PerKind.prefix(schema, Quote::postgreSql)),
        new MariaDbStreams(PerKind.prefix(schema, Quote::mariaDb)),
        new H2Streams(PerKind.prefix(schema, Quote::h2)));
  }
}
