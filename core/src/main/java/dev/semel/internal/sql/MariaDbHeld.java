// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** To come. */
public final class MariaDbHeld implements HeldSql {
  MariaDbHeld(String prefix) {}

  @Override
  public boolean any(Connection c, RelayName relay) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<UUID> held(Connection c, String relay, Collection<UUID> lines) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void hold(Connection c, String relay, List<HeldRow> rows) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<HeldRow> due(Connection c, RelayName relay, int linesMax, int rowsMax)
      throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte @Nullable [] body(Connection c, String relay, long id) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void drop(Connection c, String relay, Collection<Long> ids) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void change(Connection c, String relay, HeldRow row) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void promote(Connection c, String relay, Collection<UUID> lines) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean lock(Connection c, String relay) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<ParkedRow> parked(Connection c, String relay, @Nullable String topic, int rowsMax)
      throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable HeldRow find(Connection c, String relay, UUID messageId) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void release(Connection c, String relay, long id) throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void decide(Connection c, String relay, HeldRow row, String decision, String reason)
      throws SQLException {
    throw new UnsupportedOperationException();
  }

  @Override
  public long countParked(Connection c, String relay) throws SQLException {
    throw new UnsupportedOperationException();
  }
}
