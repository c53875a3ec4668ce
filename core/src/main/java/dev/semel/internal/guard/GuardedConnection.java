// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.guard;

import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.NClob;
import java.sql.PreparedStatement;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.Statement;
import java.sql.Struct;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executor;

/** The connection an effect sees. Not thread-safe, as the connection it guards. */
final class GuardedConnection implements Connection {
  private final Connection connection;
  private final Guard guard;

  GuardedConnection(Connection connection, Guard guard) {
    this.connection = connection;
    this.guard = guard;
  }

  @Override
  public Statement createStatement() throws SQLException {
    return guard.guarded(connection.createStatement(), this);
  }

  @Override
  public PreparedStatement prepareStatement(String a) throws SQLException {
    String sql = guard.allow(a);
    return guard.prepared(() -> connection.prepareStatement(sql), this);
  }

  @Override
  public CallableStatement prepareCall(String a) throws SQLException {
    String sql = guard.allow(a);
    return guard.called(() -> connection.prepareCall(sql), this);
  }

  @Override
  public String nativeSQL(String a) throws SQLException {
    return connection.nativeSQL(a);
  }

  @Override
  public void setAutoCommit(boolean a) throws SQLException {
    throw guard.refuse("setAutoCommit()");
  }

  @Override
  public boolean getAutoCommit() throws SQLException {
    return connection.getAutoCommit();
  }

  @Override
  public void commit() throws SQLException {
    throw guard.refuse("commit()");
  }

  @Override
  public void rollback() throws SQLException {
    throw guard.refuse("rollback()");
  }

  @Override
  public void close() throws SQLException {
    throw guard.refuse("close()");
  }

  @Override
  public boolean isClosed() throws SQLException {
    return connection.isClosed();
  }

  @Override
  public DatabaseMetaData getMetaData() throws SQLException {
    return connection.getMetaData();
  }

  @Override
  public void setReadOnly(boolean a) throws SQLException {
    connection.setReadOnly(a);
  }

  @Override
  public boolean isReadOnly() throws SQLException {
    return connection.isReadOnly();
  }

  @Override
  public void setCatalog(String a) throws SQLException {
    connection.setCatalog(a);
  }

  @Override
  public String getCatalog() throws SQLException {
    return connection.getCatalog();
  }

  @Override
  public void setTransactionIsolation(int a) throws SQLException {
    connection.setTransactionIsolation(a);
  }

  @Override
  public int getTransactionIsolation() throws SQLException {
    return connection.getTransactionIsolation();
  }

  @Override
  public SQLWarning getWarnings() throws SQLException {
    return connection.getWarnings();
  }

  @Override
  public void clearWarnings() throws SQLException {
    connection.clearWarnings();
  }

  @Override
  public Statement createStatement(int a, int b) throws SQLException {
    return guard.guarded(connection.createStatement(a, b), this);
  }

  @Override
  public PreparedStatement prepareStatement(String a, int b, int c) throws SQLException {
    String sql = guard.allow(a);
    return guard.prepared(() -> connection.prepareStatement(sql, b, c), this);
  }

  @Override
  public CallableStatement prepareCall(String a, int b, int c) throws SQLException {
    String sql = guard.allow(a);
    return guard.called(() -> connection.prepareCall(sql, b, c), this);
  }

  @Override
  public Map<String, Class<?>> getTypeMap() throws SQLException {
    return connection.getTypeMap();
  }

  @Override
  public void setTypeMap(Map<String, Class<?>> a) throws SQLException {
    connection.setTypeMap(a);
  }

  @Override
  public void setHoldability(int a) throws SQLException {
    connection.setHoldability(a);
  }

  @Override
  public int getHoldability() throws SQLException {
    return connection.getHoldability();
  }

  @Override
  public Savepoint setSavepoint() throws SQLException {
    return guard.mark(connection.setSavepoint());
  }

  @Override
  public Savepoint setSavepoint(String a) throws SQLException {
    return guard.mark(connection.setSavepoint(a));
  }

  @Override
  public void rollback(Savepoint a) throws SQLException {
    connection.rollback(a);
    guard.backTo(a);
  }

  @Override
  public void releaseSavepoint(Savepoint a) throws SQLException {
    connection.releaseSavepoint(a);
  }

  @Override
  public Statement createStatement(int a, int b, int c) throws SQLException {
    return guard.guarded(connection.createStatement(a, b, c), this);
  }

  @Override
  public PreparedStatement prepareStatement(String a, int b, int c, int d) throws SQLException {
    String sql = guard.allow(a);
    return guard.prepared(() -> connection.prepareStatement(sql, b, c, d), this);
  }

  @Override
  public CallableStatement prepareCall(String a, int b, int c, int d) throws SQLException {
    String sql = guard.allow(a);
    return guard.called(() -> connection.prepareCall(sql, b, c, d), this);
  }

  @Override
  public PreparedStatement prepareStatement(String a, int b) throws SQLException {
    String sql = guard.allow(a);
    return guard.prepared(() -> connection.prepareStatement(sql, b), this);
  }

  @Override
  public PreparedStatement prepareStatement(String a, int[] b) throws SQLException {
    String sql = guard.allow(a);
    return guard.prepared(() -> connection.prepareStatement(sql, b), this);
  }

  @Override
  public PreparedStatement prepareStatement(String a, String[] b) throws SQLException {
    String sql = guard.allow(a);
    return guard.prepared(() -> connection.prepareStatement(sql, b), this);
  }

  @Override
  public Clob createClob() throws SQLException {
    return connection.createClob();
  }

  @Override
  public Blob createBlob() throws SQLException {
    return connection.createBlob();
  }

  @Override
  public NClob createNClob() throws SQLException {
    return connection.createNClob();
  }

  @Override
  public SQLXML createSQLXML() throws SQLException {
    return connection.createSQLXML();
  }

  @Override
  public boolean isValid(int a) throws SQLException {
    return connection.isValid(a);
  }

  @Override
  public void setClientInfo(String a, String b) throws SQLClientInfoException {
    connection.setClientInfo(a, b);
  }

  @Override
  public void setClientInfo(Properties a) throws SQLClientInfoException {
    connection.setClientInfo(a);
  }

  @Override
  public String getClientInfo(String a) throws SQLException {
    return connection.getClientInfo(a);
  }

  @Override
  public Properties getClientInfo() throws SQLException {
    return connection.getClientInfo();
  }

  @Override
  public Array createArrayOf(String a, Object[] b) throws SQLException {
    return connection.createArrayOf(a, b);
  }

  @Override
  public Struct createStruct(String a, Object[] b) throws SQLException {
    return connection.createStruct(a, b);
  }

  @Override
  public void setSchema(String a) throws SQLException {
    connection.setSchema(a);
  }

  @Override
  public String getSchema() throws SQLException {
    return connection.getSchema();
  }

  @Override
  public void abort(Executor a) throws SQLException {
    throw guard.refuse("abort()");
  }

  @Override
  public void setNetworkTimeout(Executor a, int b) throws SQLException {
    connection.setNetworkTimeout(a, b);
  }

  @Override
  public int getNetworkTimeout() throws SQLException {
    return connection.getNetworkTimeout();
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
