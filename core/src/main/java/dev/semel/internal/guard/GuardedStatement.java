// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.guard;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;

/** A statement an effect sees. */
class GuardedStatement implements Statement {
  final Guard guard;
  private final Statement statement;
  private final Connection connection;

  GuardedStatement(Statement statement, Connection connection, Guard guard) {
    this.statement = statement;
    this.connection = connection;
    this.guard = guard;
  }

  @Override
  public ResultSet executeQuery(String a) throws SQLException {
    try {
      return statement.executeQuery(guard.allow(a));
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public int executeUpdate(String a) throws SQLException {
    try {
      return statement.executeUpdate(guard.allow(a));
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public void close() throws SQLException {
    statement.close();
  }

  @Override
  public int getMaxFieldSize() throws SQLException {
    return statement.getMaxFieldSize();
  }

  @Override
  public void setMaxFieldSize(int a) throws SQLException {
    statement.setMaxFieldSize(a);
  }

  @Override
  public int getMaxRows() throws SQLException {
    return statement.getMaxRows();
  }

  @Override
  public void setMaxRows(int a) throws SQLException {
    statement.setMaxRows(a);
  }

  @Override
  public void setEscapeProcessing(boolean a) throws SQLException {
    statement.setEscapeProcessing(a);
  }

  @Override
  public int getQueryTimeout() throws SQLException {
    return statement.getQueryTimeout();
  }

  @Override
  public void setQueryTimeout(int a) throws SQLException {
    statement.setQueryTimeout(a);
  }

  @Override
  public void cancel() throws SQLException {
    statement.cancel();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return statement.getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    statement.clearWarnings();
  }

  @Override
  public void setCursorName(String a) throws SQLException {
    statement.setCursorName(a);
  }

  @Override
  public boolean execute(String a) throws SQLException {
    try {
      return statement.execute(guard.allow(a));
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public ResultSet getResultSet() throws SQLException {
    return statement.getResultSet();
  }

  @Override
  public int getUpdateCount() throws SQLException {
    return statement.getUpdateCount();
  }

  @Override
  public boolean getMoreResults() throws SQLException {
    return statement.getMoreResults();
  }

  @Override
  public void setFetchDirection(int a) throws SQLException {
    statement.setFetchDirection(a);
  }

  @Override
  public int getFetchDirection() throws SQLException {
    return statement.getFetchDirection();
  }

  @Override
  public void setFetchSize(int a) throws SQLException {
    statement.setFetchSize(a);
  }

  @Override
  public int getFetchSize() throws SQLException {
    return statement.getFetchSize();
  }

  @Override
  public int getResultSetConcurrency() throws SQLException {
    return statement.getResultSetConcurrency();
  }

  @Override
  public int getResultSetType() throws SQLException {
    return statement.getResultSetType();
  }

  @Override
  public void addBatch(String a) throws SQLException {
    statement.addBatch(guard.allow(a));
  }

  @Override
  public void clearBatch() throws SQLException {
    statement.clearBatch();
  }

  @Override
  public int[] executeBatch() throws SQLException {
    guard.live();
    try {
      return statement.executeBatch();
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    return connection;
  }

  @Override
  public boolean getMoreResults(int a) throws SQLException {
    return statement.getMoreResults(a);
  }

  @Override
  public ResultSet getGeneratedKeys() throws SQLException {
    return statement.getGeneratedKeys();
  }

  @Override
  public int executeUpdate(String a, int b) throws SQLException {
    try {
      return statement.executeUpdate(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public int executeUpdate(String a, int[] b) throws SQLException {
    try {
      return statement.executeUpdate(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public int executeUpdate(String a, String[] b) throws SQLException {
    try {
      return statement.executeUpdate(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public boolean execute(String a, int b) throws SQLException {
    try {
      return statement.execute(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public boolean execute(String a, int[] b) throws SQLException {
    try {
      return statement.execute(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public boolean execute(String a, String[] b) throws SQLException {
    try {
      return statement.execute(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public int getResultSetHoldability() throws SQLException {
    return statement.getResultSetHoldability();
  }

  @Override
  public boolean isClosed() throws SQLException {
    return statement.isClosed();
  }

  @Override
  public void setPoolable(boolean a) throws SQLException {
    statement.setPoolable(a);
  }

  @Override
  public boolean isPoolable() throws SQLException {
    return statement.isPoolable();
  }

  @Override
  public void closeOnCompletion() throws SQLException {
    statement.closeOnCompletion();
  }

  @Override
  public boolean isCloseOnCompletion() throws SQLException {
    return statement.isCloseOnCompletion();
  }

  @Override
  public long getLargeUpdateCount() throws SQLException {
    return statement.getLargeUpdateCount();
  }

  @Override
  public void setLargeMaxRows(long a) throws SQLException {
    statement.setLargeMaxRows(a);
  }

  @Override
  public long getLargeMaxRows() throws SQLException {
    return statement.getLargeMaxRows();
  }

  @Override
  public long[] executeLargeBatch() throws SQLException {
    guard.live();
    try {
      return statement.executeLargeBatch();
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public long executeLargeUpdate(String a) throws SQLException {
    try {
      return statement.executeLargeUpdate(guard.allow(a));
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public long executeLargeUpdate(String a, int b) throws SQLException {
    try {
      return statement.executeLargeUpdate(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public long executeLargeUpdate(String a, int[] b) throws SQLException {
    try {
      return statement.executeLargeUpdate(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public long executeLargeUpdate(String a, String[] b) throws SQLException {
    try {
      return statement.executeLargeUpdate(guard.allow(a), b);
    } catch (SQLException e) {
      throw guard.saw(e);
    }
  }

  @Override
  public String enquoteLiteral(String a) throws SQLException {
    return statement.enquoteLiteral(a);
  }

  @Override
  public String enquoteIdentifier(String a, boolean b) throws SQLException {
    return statement.enquoteIdentifier(a, b);
  }

  @Override
  public boolean isSimpleIdentifier(String a) throws SQLException {
    return statement.isSimpleIdentifier(a);
  }

  @Override
  public String enquoteNCharLiteral(String a) throws SQLException {
    return statement.enquoteNCharLiteral(a);
  }

  @Override
  public <T> T unwrap(Class<T> a) throws SQLException {
    throw guard.refuse("unwrap()");
  }

  @Override
  public boolean isWrapperFor(Class<?> a) {
    return false;
  }
}
