// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements about remote effects. Those that change an entry are conditional on its fence and
 * its state, and answer whether it was changed; none of them waits longer than for another of them.
 */
public sealed interface JournalSql permits PostgreSqlJournal, MariaDbJournal, H2Journal {

  /** Writes down what is meant; false if it is there already, and the transaction can go on. */
  boolean add(Connection c, NewEntry entry) throws SQLException;

  @Nullable Entry read(Connection c, UUID id) throws SQLException;

  /** Which effect of a scope the gateway calls so. */
  @Nullable UUID find(Connection c, int scope, String reference) throws SQLException;

  /**
   * Takes an entry up whose time has come.
   *
   * @param fence it had when it was looked at; it has one more now
   * @param send whether it is about to be sent; otherwise the gateway is only asked
   */
  boolean takeUp(Connection c, UUID id, long fence, Duration lease, boolean send)
      throws SQLException;

  /**
   * Leaves an entry for later.
   *
   * @param in after what time it may be taken up again; null if a person is to
   */
  boolean leave(
      Connection c, UUID id, long fence, EntryState state, @Nullable Duration in, String why)
      throws SQLException;

  /** Ends it, if it has this fence and is not over. */
  boolean finish(
      Connection c,
      UUID id,
      long fence,
      EntryState state,
      @Nullable String reference,
      @Nullable String why)
      throws SQLException;

  void tell(Connection c, UUID id, String source, String says, @Nullable String detail)
      throws SQLException;

  /** All that was said, in the order in which it was. */
  List<Evidence> evidence(Connection c, UUID id) throws SQLException;

  /** Whose time has come, those first that have waited longest. */
  List<UUID> due(Connection c, int scope, int entriesMax) throws SQLException;

  /** Those in a state, the oldest first. */
  List<Entry> in(Connection c, int scope, EntryState state, int entriesMax) throws SQLException;

  /** Deletes what has been over for longer than the scope remembers, with what was said of it. */
  int deleteSettled(Connection c, int scope, int entriesMax) throws SQLException;
}
