// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Claims on PostgreSQL. Immutable. */
public final class MariaDbClaims implements ClaimSql {
  private final MariaDbLedger ledger;
  private final PerSlot take;
  private final PerSlot fence;
  private final PerSlot takeOver;
  private final PerSlot resolve;
  private final PerSlot settle;
  private final PerSlot leaveUnknown;
  private final PerSlot extend;
  private final PerSlot release;

  MariaDbClaims(String schema, MariaDbLedger ledger) {
    this.ledger = ledger;
    take =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set fence = timestampdiff(microsecond, timestamp'1970-01-01 00:00:00',
                             utc_timestamp(6)),
                   lease_until = timestampadd(microsecond, ?, utc_timestamp(6))
             where scope = ? and key_id = ?""");
    fence =
        new PerSlot(
            schema,
            """
            select l.fence
              from {schema}.semel_ledger_{table} as l
             where l.scope = ? and l.key_id = ?""");
    takeOver =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 1, fence = coalesce(fence, 0) + 1,
                   lease_until = timestampadd(microsecond, ?, utc_timestamp(6)),
                   content_type = null, result = null, state_since = utc_timestamp(6)
             where scope = ? and key_id = ? and coalesce(fence, 0) = ?
               and (state = 3
                 or state = 1 and (lease_until is null or lease_until <= utc_timestamp(6)))""");
    resolve =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 2, fence = coalesce(fence, 0) + 1, lease_until = null,
                   content_type = ?, result = ?, state_since = utc_timestamp(6)
             where scope = ? and key_id = ? and coalesce(fence, 0) = ?
               and (state = 3
                 or state = 1 and (lease_until is null or lease_until <= utc_timestamp(6)))""");
    settle =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 2, lease_until = null, content_type = ?, result = ?,
                   state_since = utc_timestamp(6)
             where scope = ? and key_id = ? and fence = ? and state = 1""");
    leaveUnknown =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set state = 3, lease_until = null, content_type = ?, result = ?,
                   state_since = utc_timestamp(6)
             where scope = ? and key_id = ? and fence = ? and state = 1""");
    extend =
        new PerSlot(
            schema,
            """
            update {schema}.semel_ledger_{table}
               set lease_until = timestampadd(microsecond, ?, utc_timestamp(6))
             where scope = ? and key_id = ? and fence = ? and state = 1""");
    release =
        new PerSlot(
            schema,
            """
            delete from {schema}.semel_ledger_{table}
             where scope = ? and key_id = ? and fence = ? and state = 1""");
  }

  @Override
  public Opening open(Connection c, RowKey key, String token) throws SQLException {
    return ledger.open(c, key, token);
  }

  @Override
  public long take(Connection c, RowKey key, Duration lease) throws SQLException {
    Jdbc.update(c, take.of(key.slot()), bind -> name(micros(bind, lease), key));
    return Jdbc.one(c, fence.of(key.slot()), bind -> name(bind, key), row -> row.getLong(1));
  }

  @Override
  public boolean takeOver(Connection c, RowKey key, long fence, Duration lease)
      throws SQLException {
    return one(c, takeOver, key, bind -> name(micros(bind, lease), key).number(fence));
  }

  @Override
  public boolean resolve(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException {
    return one(c, resolve, key, bind -> name(bind.content(result), key).number(fence));
  }

  @Override
  public boolean settle(Connection c, RowKey key, long fence, @Nullable Content result)
      throws SQLException {
    return one(c, settle, key, bind -> name(bind.content(result), key).number(fence));
  }

  @Override
  public boolean leaveUnknown(Connection c, RowKey key, long fence, Content why)
      throws SQLException {
    return one(c, leaveUnknown, key, bind -> name(bind.content(why), key).number(fence));
  }

  @Override
  public boolean extend(Connection c, RowKey key, long fence, Duration lease) throws SQLException {
    return one(c, extend, key, bind -> name(micros(bind, lease), key).number(fence));
  }

  @Override
  public boolean release(Connection c, RowKey key, long fence) throws SQLException {
    return one(c, release, key, bind -> name(bind, key).number(fence));
  }

  @Override
  public void commit(Connection c) throws SQLException {
    c.commit();
  }

  private static boolean one(Connection c, PerSlot statement, RowKey key, Bind.Filling filling)
      throws SQLException {
    return Jdbc.update(c, statement.of(key.slot()), filling) == 1;
  }

  private static Bind name(Bind bind, RowKey key) throws SQLException {
    return bind.integer(key.scope()).uuidBytes(key.id());
  }

  private static Bind micros(Bind bind, Duration lease) throws SQLException {
    return bind.number(lease.toMillis() * 1_000);
  }
}
