// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.guard;

import java.io.InputStream;
import java.io.Reader;
import java.math.BigDecimal;
import java.net.URL;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.Date;
import java.sql.NClob;
import java.sql.Ref;
import java.sql.RowId;
import java.sql.SQLException;
import java.sql.SQLType;
import java.sql.SQLXML;
import java.sql.Time;
import java.sql.Timestamp;
import java.util.Calendar;
import java.util.Map;

/** A stored-procedure call an effect sees. */
final class GuardedCallableStatement extends GuardedPreparedStatement implements CallableStatement {
  private final CallableStatement call;

  GuardedCallableStatement(CallableStatement call, Connection connection, Guard guard) {
    super(call, connection, guard);
    this.call = call;
  }

  @Override
  public void registerOutParameter(int a, int b) throws SQLException {
    call.registerOutParameter(a, b);
  }

  @Override
  public void registerOutParameter(int a, int b, int c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }

  @Override
  public boolean wasNull() throws SQLException {
    return call.wasNull();
  }

  @Override
  public String getString(int a) throws SQLException {
    return call.getString(a);
  }

  @Override
  public boolean getBoolean(int a) throws SQLException {
    return call.getBoolean(a);
  }

  @Override
  public byte getByte(int a) throws SQLException {
    return call.getByte(a);
  }

  @Override
  public short getShort(int a) throws SQLException {
    return call.getShort(a);
  }

  @Override
  public int getInt(int a) throws SQLException {
    return call.getInt(a);
  }

  @Override
  public long getLong(int a) throws SQLException {
    return call.getLong(a);
  }

  @Override
  public float getFloat(int a) throws SQLException {
    return call.getFloat(a);
  }

  @Override
  public double getDouble(int a) throws SQLException {
    return call.getDouble(a);
  }

  @Override
  @Deprecated
  @SuppressWarnings("deprecation") // Forwarded like all others.
  public BigDecimal getBigDecimal(int a, int b) throws SQLException {
    return call.getBigDecimal(a, b);
  }

  @Override
  public byte[] getBytes(int a) throws SQLException {
    return call.getBytes(a);
  }

  @Override
  public Date getDate(int a) throws SQLException {
    return call.getDate(a);
  }

  @Override
  public Time getTime(int a) throws SQLException {
    return call.getTime(a);
  }

  @Override
  public Timestamp getTimestamp(int a) throws SQLException {
    return call.getTimestamp(a);
  }

  @Override
  public Object getObject(int a) throws SQLException {
    return call.getObject(a);
  }

  @Override
  public BigDecimal getBigDecimal(int a) throws SQLException {
    return call.getBigDecimal(a);
  }

  @Override
  public Object getObject(int a, Map<String, Class<?>> b) throws SQLException {
    return call.getObject(a, b);
  }

  @Override
  public Ref getRef(int a) throws SQLException {
    return call.getRef(a);
  }

  @Override
  public Blob getBlob(int a) throws SQLException {
    return call.getBlob(a);
  }

  @Override
  public Clob getClob(int a) throws SQLException {
    return call.getClob(a);
  }

  @Override
  public Array getArray(int a) throws SQLException {
    return call.getArray(a);
  }

  @Override
  public Date getDate(int a, Calendar b) throws SQLException {
    return call.getDate(a, b);
  }

  @Override
  public Time getTime(int a, Calendar b) throws SQLException {
    return call.getTime(a, b);
  }

  @Override
  public Timestamp getTimestamp(int a, Calendar b) throws SQLException {
    return call.getTimestamp(a, b);
  }

  @Override
  public void registerOutParameter(int a, int b, String c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }

  @Override
  public void registerOutParameter(String a, int b) throws SQLException {
    call.registerOutParameter(a, b);
  }

  @Override
  public void registerOutParameter(String a, int b, int c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }

  @Override
  public void registerOutParameter(String a, int b, String c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }

  @Override
  public URL getURL(int a) throws SQLException {
    return call.getURL(a);
  }

  @Override
  public void setURL(String a, URL b) throws SQLException {
    call.setURL(a, b);
  }

  @Override
  public void setNull(String a, int b) throws SQLException {
    call.setNull(a, b);
  }

  @Override
  public void setBoolean(String a, boolean b) throws SQLException {
    call.setBoolean(a, b);
  }

  @Override
  public void setByte(String a, byte b) throws SQLException {
    call.setByte(a, b);
  }

  @Override
  public void setShort(String a, short b) throws SQLException {
    call.setShort(a, b);
  }

  @Override
  public void setInt(String a, int b) throws SQLException {
    call.setInt(a, b);
  }

  @Override
  public void setLong(String a, long b) throws SQLException {
    call.setLong(a, b);
  }

  @Override
  public void setFloat(String a, float b) throws SQLException {
    call.setFloat(a, b);
  }

  @Override
  public void setDouble(String a, double b) throws SQLException {
    call.setDouble(a, b);
  }

  @Override
  public void setBigDecimal(String a, BigDecimal b) throws SQLException {
    call.setBigDecimal(a, b);
  }

  @Override
  public void setString(String a, String b) throws SQLException {
    call.setString(a, b);
  }

  @Override
  public void setBytes(String a, byte[] b) throws SQLException {
    call.setBytes(a, b);
  }

  @Override
  public void setDate(String a, Date b) throws SQLException {
    call.setDate(a, b);
  }

  @Override
  public void setTime(String a, Time b) throws SQLException {
    call.setTime(a, b);
  }

  @Override
  public void setTimestamp(String a, Timestamp b) throws SQLException {
    call.setTimestamp(a, b);
  }

  @Override
  public void setAsciiStream(String a, InputStream b, int c) throws SQLException {
    call.setAsciiStream(a, b, c);
  }

  @Override
  public void setBinaryStream(String a, InputStream b, int c) throws SQLException {
    call.setBinaryStream(a, b, c);
  }

  @Override
  public void setObject(String a, Object b, int c, int d) throws SQLException {
    call.setObject(a, b, c, d);
  }

  @Override
  public void setObject(String a, Object b, int c) throws SQLException {
    call.setObject(a, b, c);
  }

  @Override
  public void setObject(String a, Object b) throws SQLException {
    call.setObject(a, b);
  }

  @Override
  public void setCharacterStream(String a, Reader b, int c) throws SQLException {
    call.setCharacterStream(a, b, c);
  }

  @Override
  public void setDate(String a, Date b, Calendar c) throws SQLException {
    call.setDate(a, b, c);
  }

  @Override
  public void setTime(String a, Time b, Calendar c) throws SQLException {
    call.setTime(a, b, c);
  }

  @Override
  public void setTimestamp(String a, Timestamp b, Calendar c) throws SQLException {
    call.setTimestamp(a, b, c);
  }

  @Override
  public void setNull(String a, int b, String c) throws SQLException {
    call.setNull(a, b, c);
  }

  @Override
  public String getString(String a) throws SQLException {
    return call.getString(a);
  }

  @Override
  public boolean getBoolean(String a) throws SQLException {
    return call.getBoolean(a);
  }

  @Override
  public byte getByte(String a) throws SQLException {
    return call.getByte(a);
  }

  @Override
  public short getShort(String a) throws SQLException {
    return call.getShort(a);
  }

  @Override
  public int getInt(String a) throws SQLException {
    return call.getInt(a);
  }

  @Override
  public long getLong(String a) throws SQLException {
    return call.getLong(a);
  }

  @Override
  public float getFloat(String a) throws SQLException {
    return call.getFloat(a);
  }

  @Override
  public double getDouble(String a) throws SQLException {
    return call.getDouble(a);
  }

  @Override
  public byte[] getBytes(String a) throws SQLException {
    return call.getBytes(a);
  }

  @Override
  public Date getDate(String a) throws SQLException {
    return call.getDate(a);
  }

  @Override
  public Time getTime(String a) throws SQLException {
    return call.getTime(a);
  }

  @Override
  public Timestamp getTimestamp(String a) throws SQLException {
    return call.getTimestamp(a);
  }

  @Override
  public Object getObject(String a) throws SQLException {
    return call.getObject(a);
  }

  @Override
  public BigDecimal getBigDecimal(String a) throws SQLException {
    return call.getBigDecimal(a);
  }

  @Override
  public Object getObject(String a, Map<String, Class<?>> b) throws SQLException {
    return call.getObject(a, b);
  }

  @Override
  public Ref getRef(String a) throws SQLException {
    return call.getRef(a);
  }

  @Override
  public Blob getBlob(String a) throws SQLException {
    return call.getBlob(a);
  }

  @Override
  public Clob getClob(String a) throws SQLException {
    return call.getClob(a);
  }

  @Override
  public Array getArray(String a) throws SQLException {
    return call.getArray(a);
  }

  @Override
  public Date getDate(String a, Calendar b) throws SQLException {
    return call.getDate(a, b);
  }

  @Override
  public Time getTime(String a, Calendar b) throws SQLException {
    return call.getTime(a, b);
  }

  @Override
  public Timestamp getTimestamp(String a, Calendar b) throws SQLException {
    return call.getTimestamp(a, b);
  }

  @Override
  public URL getURL(String a) throws SQLException {
    return call.getURL(a);
  }

  @Override
  public RowId getRowId(int a) throws SQLException {
    return call.getRowId(a);
  }

  @Override
  public RowId getRowId(String a) throws SQLException {
    return call.getRowId(a);
  }

  @Override
  public void setRowId(String a, RowId b) throws SQLException {
    call.setRowId(a, b);
  }

  @Override
  public void setNString(String a, String b) throws SQLException {
    call.setNString(a, b);
  }

  @Override
  public void setNCharacterStream(String a, Reader b, long c) throws SQLException {
    call.setNCharacterStream(a, b, c);
  }

  @Override
  public void setNClob(String a, NClob b) throws SQLException {
    call.setNClob(a, b);
  }

  @Override
  public void setClob(String a, Reader b, long c) throws SQLException {
    call.setClob(a, b, c);
  }

  @Override
  public void setBlob(String a, InputStream b, long c) throws SQLException {
    call.setBlob(a, b, c);
  }

  @Override
  public void setNClob(String a, Reader b, long c) throws SQLException {
    call.setNClob(a, b, c);
  }

  @Override
  public NClob getNClob(int a) throws SQLException {
    return call.getNClob(a);
  }

  @Override
  public NClob getNClob(String a) throws SQLException {
    return call.getNClob(a);
  }

  @Override
  public void setSQLXML(String a, SQLXML b) throws SQLException {
    call.setSQLXML(a, b);
  }

  @Override
  public SQLXML getSQLXML(int a) throws SQLException {
    return call.getSQLXML(a);
  }

  @Override
  public SQLXML getSQLXML(String a) throws SQLException {
    return call.getSQLXML(a);
  }

  @Override
  public String getNString(int a) throws SQLException {
    return call.getNString(a);
  }

  @Override
  public String getNString(String a) throws SQLException {
    return call.getNString(a);
  }

  @Override
  public Reader getNCharacterStream(int a) throws SQLException {
    return call.getNCharacterStream(a);
  }

  @Override
  public Reader getNCharacterStream(String a) throws SQLException {
    return call.getNCharacterStream(a);
  }

  @Override
  public Reader getCharacterStream(int a) throws SQLException {
    return call.getCharacterStream(a);
  }

  @Override
  public Reader getCharacterStream(String a) throws SQLException {
    return call.getCharacterStream(a);
  }

  @Override
  public void setBlob(String a, Blob b) throws SQLException {
    call.setBlob(a, b);
  }

  @Override
  public void setClob(String a, Clob b) throws SQLException {
    call.setClob(a, b);
  }

  @Override
  public void setAsciiStream(String a, InputStream b, long c) throws SQLException {
    call.setAsciiStream(a, b, c);
  }

  @Override
  public void setBinaryStream(String a, InputStream b, long c) throws SQLException {
    call.setBinaryStream(a, b, c);
  }

  @Override
  public void setCharacterStream(String a, Reader b, long c) throws SQLException {
    call.setCharacterStream(a, b, c);
  }

  @Override
  public void setAsciiStream(String a, InputStream b) throws SQLException {
    call.setAsciiStream(a, b);
  }

  @Override
  public void setBinaryStream(String a, InputStream b) throws SQLException {
    call.setBinaryStream(a, b);
  }

  @Override
  public void setCharacterStream(String a, Reader b) throws SQLException {
    call.setCharacterStream(a, b);
  }

  @Override
  public void setNCharacterStream(String a, Reader b) throws SQLException {
    call.setNCharacterStream(a, b);
  }

  @Override
  public void setClob(String a, Reader b) throws SQLException {
    call.setClob(a, b);
  }

  @Override
  public void setBlob(String a, InputStream b) throws SQLException {
    call.setBlob(a, b);
  }

  @Override
  public void setNClob(String a, Reader b) throws SQLException {
    call.setNClob(a, b);
  }

  @Override
  public <T> T getObject(int a, Class<T> b) throws SQLException {
    return call.getObject(a, b);
  }

  @Override
  public <T> T getObject(String a, Class<T> b) throws SQLException {
    return call.getObject(a, b);
  }

  @Override
  public void setObject(String a, Object b, SQLType c, int d) throws SQLException {
    call.setObject(a, b, c, d);
  }

  @Override
  public void setObject(String a, Object b, SQLType c) throws SQLException {
    call.setObject(a, b, c);
  }

  @Override
  public void registerOutParameter(int a, SQLType b) throws SQLException {
    call.registerOutParameter(a, b);
  }

  @Override
  public void registerOutParameter(int a, SQLType b, int c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }

  @Override
  public void registerOutParameter(int a, SQLType b, String c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }

  @Override
  public void registerOutParameter(String a, SQLType b) throws SQLException {
    call.registerOutParameter(a, b);
  }

  @Override
  public void registerOutParameter(String a, SQLType b, int c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }

  @Override
  public void registerOutParameter(String a, SQLType b, String c) throws SQLException {
    call.registerOutParameter(a, b, c);
  }
}
