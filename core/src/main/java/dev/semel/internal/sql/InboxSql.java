// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import dev.semel.Inbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statements about messages that were taken and are not applied. Of two locks, that of a
 * message comes before that of its scope.
 */
public sealed interface InboxSql permits PostgreSqlInbox, MariaDbInbox, H2Inbox {

  /**
   * Waits for whoever is changing the lines of the scope, and keeps others from it until the end of
   * the transaction.
   */
  void lock(Connection c, String scope) throws SQLException;

  /** The lines in which something is held. */
  Set<UUID> lines(Connection c, String scope, int max) throws SQLException;

  /** Those of these lines in which something is held. */
  Set<UUID> held(Connection c, String scope, Collection<UUID> lines) throws SQLException;

  /** Those of these places whose message is held. */
  Set<UUID> places(Connection c, String scope, Collection<UUID> places) throws SQLException;

  /** Writes messages, whose places are new, in this order. Needs the lock on the scope. */
  void hold(Connection c, String scope, List<InboxRow> rows) throws SQLException;

  /**
   * Counts a death, in case nobody comes back from the attempt, of one message that is due and not
   * locked.
   *
   * @param againInMillis how long until it is due once more
   * @return the message as it is now; null if there is none
   */
  @Nullable InboxRow claim(Connection c, String scope, long againInMillis) throws SQLException;

  /** Locks a message; false if it is not any more as it was claimed. */
  boolean lock(Connection c, String scope, InboxRow claimed) throws SQLException;

  /**
   * Locks a parked message.
   *
   * @return null if there is none with this number
   */
  @Nullable InboxRow lockParked(Connection c, String scope, long number) throws SQLException;

  /** A locked message is as this row says, from now on. */
  void change(Connection c, String scope, InboxRow row) throws SQLException;

  /** Somebody came back from an attempt that was none; it is due after a while. */
  void uncount(Connection c, String scope, long number, long againInMillis) throws SQLException;

  /** A locked message is gone. Needs the lock on the scope. */
  void drop(Connection c, String scope, long number) throws SQLException;

  /**
   * The first message of a line waits no more if it was behind another. Needs the lock on the
   * scope.
   */
  void promote(Connection c, String scope, UUID line) throws SQLException;

  /** A locked message that is parked is to be tried as if for the first time, in its turn. */
  void release(Connection c, String scope, long number) throws SQLException;

  /** Writes down what was decided, and why. */
  void decide(Connection c, String scope, InboxRow row, String decision, String reason)
      throws SQLException;

  /** Parked messages, in the order in which they were held. */
  List<Inbox.Parked> parked(Connection c, String scope, int max) throws SQLException;

  /** How much is held. */
  Inbox.Standing standing(Connection c, String scope) throws SQLException;

  /** Commits, and believes it only if nobody warns. */
  void commit(Connection c) throws SQLException;
}
