// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statements about where consumers are, and what may have ended them. */
public sealed interface ProgressSql permits PostgreSqlProgress, MariaDbProgress, H2Progress {

  /** The next number of each lane that has one. Asks without waiting. */
  Map<UUID, Long> nexts(Connection c, Collection<UUID> lanes) throws SQLException;

  /**
   * Moves lanes that are known at least as far as the step begins and less far than it ends.
   *
   * @param moves in the order of their ids
   * @return those it moved; they are locked until the transaction ends
   */
  Set<UUID> move(Connection c, List<LaneMove> moves) throws SQLException;

  /** Begins a lane. Fails so that it is tried again if another transaction has. */
  void begin(Connection c, PositionName lane, long next) throws SQLException;

  /** Which server this is; writes it down if it is another than before. */
  Home home(Connection c, String scope) throws SQLException;

  /** The mark of a lane, or null. */
  @Nullable MarkRow mark(Connection c, UUID lane) throws SQLException;

  /** Marks a lane, whatever mark it had. */
  void setMark(Connection c, PositionName lane, MarkRow mark) throws SQLException;

  /** Takes the mark off, unless it is another's by now. */
  void clearMark(Connection c, UUID lane, String owner) throws SQLException;

  /** One who was counted as dead over this message is not. */
  void forgive(Connection c, UUID lane, long number) throws SQLException;
}
