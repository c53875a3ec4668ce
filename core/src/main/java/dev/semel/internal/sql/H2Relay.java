// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** To come. */
public final class H2Relay implements RelaySql {
  H2Relay(String prefix) {}

  @Override
  public boolean keepsRows() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean join(Connection c, RelayName relay) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable RelayLease take(Connection c, RelayName relay, String owner, int leaseMillis)
      throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(Connection c, RelayName relay, long fence) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public long restamp(Connection c) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public LogPage read(Connection c, LogReading reading) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte @Nullable [] body(Connection c, LogRow row) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String move(Connection c, RelayName relay, RelayMove move) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable String moveAndCommit(Connection c, RelayName relay, RelayMove move)
      throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void settle(Connection c, RelayName relay, Collection<LogPosition> rows)
      throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void detached(Connection c, RelayName relay, Map<String, LogPosition> positions)
      throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public int pause(Connection c, String relay, @Nullable String reason) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public int forget(Connection c, String relay) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<RelayRow> all(Connection c) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Backlog backlog(Connection c, RelayName relay, int rowsMax) throws SQLException {
    throw new UnsupportedOperationException();
  }
}
