// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.retention;

import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;

class MariaDbRetentionTest extends RetentionContract {
  @Override
  protected LedgerTables open() {
    TestDatabase database = Server.MARIADB.open();
    return new MariaDbTables(database.dataSource(), database);
  }

  /**
   * Keys are bytes there, times are UTC without saying so, and each slot's table knows its slot.
   */
  private static final class MariaDbTables extends LedgerTables {
    MariaDbTables(DataSource dataSource, TestDatabase database) {
      super(dataSource, true, false, tables -> database.close());
    }

    @Override
    protected String clock() {
      return "select utc_timestamp(6)";
    }

    @Override
    protected Instant time(ResultSet rows) throws SQLException {
      return rows.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }

    @Override
    protected boolean hasSlotColumn() {
      return false;
    }

    @Override
    protected Object id(UUID id) {
      return ByteBuffer.allocate(16)
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits())
          .array();
    }

    @Override
    protected Object time(Instant instant) {
      return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
  }
}
