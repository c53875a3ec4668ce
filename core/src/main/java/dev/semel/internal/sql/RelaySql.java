// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The statements of a relay: its lease, its cursor and what it reads. */
public sealed interface RelaySql permits PostgreSqlRelay, MariaDbRelay, H2Relay {

  /**
   * Whether rows stay where they are when they were sent. Where they do not, a row that is there is
   * to be sent, wherever the cursor is.
   */
  boolean keepsRows();

  /**
   * Makes the rows of a relay that is not known yet, or is known with another number of shares.
   * Commits.
   *
   * @return false if somebody still sends with another number of shares
   */
  boolean join(Connection c, RelayName relay) throws SQLException;

  /**
   * Takes a lease that is free, over, or one's own. Commits.
   *
   * @return null if another holds it
   */
  @Nullable RelayLease take(Connection c, RelayName relay, String owner, int leaseMillis)
      throws SQLException;

  /** Hands a lease back. Commits. */
  void release(Connection c, RelayName relay, long fence) throws SQLException;

  /**
   * Looks whether the log was restored into another cluster, and stamps it anew then. Commits.
   *
   * @return how many rows were stamped, or -1 if the log is at home
   */
  long restamp(Connection c) throws SQLException;

  /**
   * Reads messages in order; where rows go, those that were committed late first. Ends its
   * transaction.
   */
  LogPage read(Connection c, LogReading reading) throws SQLException;

  /** The body of a message that was too large to be read with others; null if the row is gone. */
  byte @Nullable [] body(Connection c, LogRow row) throws SQLException;

  /**
   * Moves the cursor and renews the lease, if the fence is still ours. Leaves the transaction open.
   *
   * @return null if it is not; else why the relay is paused, or an empty text
   */
  RelayMove.@Nullable Done move(Connection c, RelayName relay, RelayMove move) throws SQLException;

  /** {@link #move} and commit, in one round trip where that can be. */
  RelayMove.@Nullable Done moveAndCommit(Connection c, RelayName relay, RelayMove move)
      throws SQLException;

  /** Messages are dealt with: those of them go that would else be sent again. */
  void settle(Connection c, RelayName relay, Collection<LogPosition> rows) throws SQLException;

  /** Where destinations stand that go at their own pace; replaces what was there. */
  void detached(Connection c, RelayName relay, Map<String, LogPosition> positions)
      throws SQLException;

  /** Stops a relay, in all its shares, or lets it go on. */
  int pause(Connection c, String relay, @Nullable String reason) throws SQLException;

  /** Forgets a relay that nobody runs any more, with what it holds. */
  int forget(Connection c, String relay) throws SQLException;

  /** All shares of all relays. */
  List<RelayRow> all(Connection c) throws SQLException;

  /** What a relay has still to send, besides what is held. Ends its transaction. */
  Backlog backlog(Connection c, RelayName relay, int rowsMax) throws SQLException;
}
