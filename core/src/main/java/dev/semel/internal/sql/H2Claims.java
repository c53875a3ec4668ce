// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import static dev.semel.internal.sql.PerSlot.in;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Claims on H2. Immutable. The clock stands still during a transaction; these are short. */
public final class H2Claims implements ClaimSql {
  private final H2Ledger ledger;
  private final String take;
  private final String fence;
  private final String takeOver;
  private final String resolve;
  private final String settle;
  private final String leaveUnknown;
  private final String extend;
  private final String release;

  H2Claims(String schema, H2Ledger ledger) {
    this.ledger = ledger;
    take =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set fence = cast(extract(epoch from current_timestamp) * 1000000 as bigint),
                   lease_until = dateadd(millisecond, ?, current_timestamp), claimed_in = null
             where slot = ? and scope = ? and key_id = ?""");
    fence =
        in(
            schema,
            """
            select l.fence
              from {schema}.semel_ledger as l
             where l.slot = ? and l.scope = ? and l.key_id = ?""");
    takeOver =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set state = 1, fence = coalesce(fence, 0) + 1, claimed_in = null,
                   lease_until = dateadd(millisecond, ?, current_timestamp),
                   content_type = null, result = null, state_since = current_timestamp
             where slot = ? and scope = ? and key_id = ? and coalesce(fence, 0) = ?
               and (state = 3
                 or state = 1 and (lease_until is null or lease_until <= current_timestamp))""");
    resolve =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set state = 2, fence = coalesce(fence, 0) + 1, claimed_in = null,
                   lease_until = null, content_type = ?, result = ?,
                   state_since = current_timestamp
             where slot = ? and scope = ? and key_id = ? and coalesce(fence, 0) = ?
               and (state = 3
                 or state = 1 and (lease_until is null or lease_until <= current_timestamp))""");
    settle =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set state = 2, lease_until = null, content_type = ?, result = ?,
                   state_since = current_timestamp
             where slot = ? and scope = ? and key_id = ? and fence = ? and state = 1""");
    leaveUnknown =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set state = 3, lease_until = null, content_type = ?, result = ?,
                   state_since = current_timestamp
             where slot = ? and scope = ? and key_id = ? and fence = ? and state = 1""");
    extend =
        in(
            schema,
            """
            update {schema}.semel_ledger
               set lease_until = dateadd(millisecond, ?, current_timestamp)
             where slot = ? and scope = ? and key_id = ? and fence = ? and state = 1""");
    release =
        in(
            schema,
            """
            delete from {schema}.semel_ledger
             where slot = ? and scope = ? and key_id = ? and fence = ? and state = 1""");
  }

  @Override
  public Opening open(Connection c, RowKey key, String token) throws SQLException {
    return ledger.open(c, key, token);
  }

  @Override
  public long take(Connection c, RowKey key, Duration lease) throws SQLException {
    Jdbc.update(c, take, bind -> name(bind.number(lease.toMillis()), key));
    return Jdbc.one(c, fence, bind -> name(bind, key), row -> row.getLong(1));
  }

  @Override
  public boolean takeOver(Connection c, RowKey key, long fence, Duration lease)
      throws SQLException {
    return one(c, takeOver, bind -> name(bind.number(lease.toMillis()), key).number(fence));
  }

  @Override
  public boolean resolve(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException {
    return one(c, resolve, bind -> name(bind.content(result), key).number(fence));
  }

  @Override
  public boolean settle(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException {
    return one(c, settle, bind -> name(bind.content(result), key).number(fence));
  }

  @Override
  public boolean leaveUnknown(Connection c, RowKey key, long fence, Content why)
      throws SQLException {
    return one(c, leaveUnknown, bind -> name(bind.content(why), key).number(fence));
  }

  @Override
  public boolean extend(Connection c, RowKey key, long fence, Duration lease) throws SQLException {
    return one(c, extend, bind -> name(bind.number(lease.toMillis()), key).number(fence));
  }

  @Override
  public boolean release(Connection c, RowKey key, long fence) throws SQLException {
    return one(c, release, bind -> name(bind, key).number(fence));
  }

  @Override
  public void commit(Connection c) throws SQLException {
    c.commit();
  }

  private static boolean one(Connection c, String statement, Bind.Filling filling)
      throws SQLException {
    return Jdbc.update(c, statement, filling) == 1;
  }

  private static Bind name(Bind bind, RowKey key) throws SQLException {
    return bind.integer(key.slot()).integer(key.scope()).uuid(key.id());
  }
}
