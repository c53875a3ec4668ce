// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements about messages that were not sent when it was their turn. Whoever changes them
 * holds the lock on the row of the relay, or of all its shares.
 */
public sealed interface HeldSql permits PostgreSqlHeld, MariaDbHeld, H2Held {

  /** Whether a relay holds anything. */
  boolean any(Connection c, RelayName relay) throws SQLException;

  /** The lines in which something waits, is parked or is behind, but no more than that many. */
  Set<UUID> lines(Connection c, RelayName relay, int linesMax) throws SQLException;

  /** Those of these lines in which something waits, is parked or is behind. */
  Set<UUID> held(Connection c, String relay, Collection<UUID> lines) throws SQLException;

  /** Copies messages from the log and holds them. One that is held already stays as it is. */
  void hold(Connection c, String relay, List<HeldRow> rows) throws SQLException;

  /**
   * The messages whose time has come, and those behind them in their lines, in the order of each
   * line; bodies are read along up to the bound.
   */
  List<HeldRow> due(Connection c, RelayName relay, int linesMax, int rowsMax) throws SQLException;

  /** The body of a held message; null if it is gone. */
  byte @Nullable [] body(Connection c, String relay, long id) throws SQLException;

  /** Messages were sent, or have expired. */
  void drop(Connection c, String relay, Collection<Long> ids) throws SQLException;

  /** A message was tried in vain: it waits or is parked now. */
  void change(Connection c, String relay, HeldRow row) throws SQLException;

  /** In each of these lines, the first message waits no more if it was behind another. */
  void promote(Connection c, String relay, Collection<UUID> lines) throws SQLException;

  /** Locks all shares of a relay, for a decision by hand; false if there is no such relay. */
  boolean lock(Connection c, String relay) throws SQLException;

  /**
   * Parked messages in the order in which they were written.
   *
   * @param topic only this one, or null for all
   */
  List<ParkedRow> parked(Connection c, String relay, @Nullable String topic, int rowsMax)
      throws SQLException;

  /** The parked message with this id, or null. */
  @Nullable HeldRow find(Connection c, String relay, UUID messageId) throws SQLException;

  /** A parked message is to be tried at once, as if for the first time. */
  void release(Connection c, String relay, long id) throws SQLException;

  /** Writes down what was decided, and why. */
  void decide(Connection c, String relay, HeldRow row, String decision, String reason)
      throws SQLException;

  /** How many messages are parked. */
  long countParked(Connection c, String relay) throws SQLException;
}
