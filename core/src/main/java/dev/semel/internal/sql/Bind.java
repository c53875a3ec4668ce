// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Binds the parameters of a statement in the order they are named. For one thread, one use. */
final class Bind {
  private final PreparedStatement statement;
  private int position;

  Bind(PreparedStatement statement) {
    this.statement = statement;
  }

  /** Fills a statement; the order of the calls is the order of its question marks. */
  @FunctionalInterface
  interface Filling {
    void fill(Bind bind) throws SQLException;
  }

  Bind integer(int value) throws SQLException {
    statement.setInt(++position, value);
    return this;
  }

  Bind number(long value) throws SQLException {
    statement.setLong(++position, value);
    return this;
  }

  Bind noNumber() throws SQLException {
    statement.setNull(++position, Types.BIGINT);
    return this;
  }

  Bind flag(boolean value) throws SQLException {
    statement.setBoolean(++position, value);
    return this;
  }

  Bind text(@Nullable String value) throws SQLException {
    statement.setString(++position, value);
    return this;
  }

  Bind bytes(byte @Nullable [] value) throws SQLException {
    statement.setBytes(++position, value);
    return this;
  }

  /** A value of the caller's, as JDBC takes it. */
  Bind object(@Nullable Object value) throws SQLException {
    statement.setObject(++position, value);
    return this;
  }

  Bind objects(List<? extends @Nullable Object> values) throws SQLException {
    for (Object value : values) {
      object(value);
    }
    return this;
  }

  Bind uuid(@Nullable UUID value) throws SQLException {
    statement.setObject(++position, value, Types.OTHER);
    return this;
  }

  /** A UUID as its 16 bytes, most significant first. */
  Bind uuidBytes(@Nullable UUID value) throws SQLException {
    return bytes(value == null ? null : Uuids.bytes(value));
  }

  Bind instant(@Nullable Instant value) throws SQLException {
    statement.setObject(
        ++position,
        value == null ? null : value.atOffset(ZoneOffset.UTC),
        Types.TIMESTAMP_WITH_TIMEZONE);
    return this;
  }

  /** Milliseconds as the seconds of make_interval. */
  Bind millis(long value) throws SQLException {
    statement.setDouble(++position, value / 1000.0);
    return this;
  }

  Bind seconds(Duration value) throws SQLException {
    statement.setDouble(++position, value.toMillis() / 1000.0);
    return this;
  }

  /** No time at all, where {@link #seconds} would be one. */
  Bind noSeconds() throws SQLException {
    statement.setNull(++position, Types.DOUBLE);
    return this;
  }

  /** An instant as microseconds since 1970, for databases whose drivers move it between zones. */
  Bind micros(@Nullable Instant value) throws SQLException {
    if (value == null) {
      statement.setNull(++position, Types.BIGINT);
    } else {
      statement.setLong(++position, Micros.of(value));
    }
    return this;
  }

  Bind array(String type, @Nullable Object[] values) throws SQLException {
    Array array = statement.getConnection().createArrayOf(type, values);
    statement.setArray(++position, array);
    return this;
  }

  /** The content type and the bytes of a result, or two nulls. */
  Bind content(@Nullable Content content) throws SQLException {
    return text(content == null ? null : content.type())
        .bytes(content == null ? null : content.bytes());
  }
}
