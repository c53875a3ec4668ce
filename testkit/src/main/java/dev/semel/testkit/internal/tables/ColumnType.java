// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a column is read so that two values are written alike if, and only if, the database holds
 * them for the same.
 */
enum ColumnType {
  /** Whole and floating numbers, as the database writes them. */
  NUMBER {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      row.number(rows.getString(index));
    }
  },
  /** 110 and 110.00 are the same number. */
  DECIMAL {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      row.number(Decimals.canonical(rows.getString(index)));
    }
  },
  TEXT {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      row.text(rows.getString(index));
    }
  },
  /** Dates, intervals, UUIDs: anything with one way to write it that needs no quotes. */
  PLAIN {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      row.plain(rows.getString(index));
    }
  },
  BOOLEAN {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      boolean value = rows.getBoolean(index);
      row.plain(rows.wasNull() ? null : Boolean.toString(value));
    }
  },
  /** Driver and session choose the zone in which they write it; the instant is the value. */
  INSTANT {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      OffsetDateTime value = rows.getObject(index, OffsetDateTime.class);
      row.plain(value == null ? null : value.toInstant().toString());
    }
  },
  BYTES {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      row.bytes(rows.getBytes(index));
    }
  },
  /** Where the driver's own text of an array does not tell {@code [a, b]} from {@code ["a, b"]}. */
  ELEMENTS {
    @Override
    void read(ResultSet rows, int index, RowBuffer row) throws SQLException {
      Array value = rows.getArray(index);
      row.plain(value == null ? null : elements(value.getArray()));
    }
  };

  abstract void read(ResultSet rows, int index, RowBuffer row) throws SQLException;

  static ColumnType of(int jdbcType, String typeName, Product product) {
    String name = typeName.toLowerCase(Locale.ROOT);
    return switch (jdbcType) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT -> NUMBER;
      case Types.REAL, Types.FLOAT, Types.DOUBLE -> name.equals("money") ? TEXT : NUMBER;
      case Types.NUMERIC, Types.DECIMAL -> DECIMAL;
      case Types.BOOLEAN, Types.BIT -> ofBits(name, product);
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
          name.equals("uuid") ? PLAIN : BYTES;
      case Types.TIMESTAMP -> name.equals("timestamptz") ? INSTANT : PLAIN;
      case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
      case Types.DATE, Types.TIME, Types.TIME_WITH_TIMEZONE -> PLAIN;
      case Types.ARRAY -> product == Product.POSTGRESQL ? TEXT : ELEMENTS;
      case Types.JAVA_OBJECT -> BYTES; // Not as the object: it would be deserialised.
      default -> ofName(name);
    };
  }

  private static ColumnType ofBits(String name, Product product) {
    if (name.startsWith("bool")) {
      // Drivers of MySQL call tinyint(1) a boolean, and it may hold 5.
      return product == Product.MYSQL ? NUMBER : BOOLEAN;
    }
    return switch (product) {
      case MYSQL -> name.startsWith("tinyint") ? NUMBER : BYTES;
      default -> PLAIN;
    };
  }

  private static ColumnType ofName(String name) {
    return switch (name) {
      case "uuid" -> PLAIN;
      case "decfloat" -> DECIMAL;
      case "java_object" -> BYTES;
      default -> name.startsWith("interval") ? PLAIN : TEXT;
    };
  }

  private static String elements(@Nullable Object value) {
    if (value instanceof Object[] several) {
      return Arrays.stream(several)
          .map(ColumnType::elements)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof byte[] bytes) {
      return "0x" + HexFormat.of().formatHex(bytes);
    }
    if (value instanceof String text) {
      return "'" + text.replace("'", "''") + "'";
    }
    return String.valueOf(value);
  }
}
