// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A fresh database on a real server, with Semel's tables, a table of effects in which every double
 * shows, and accounts to be deadlocked over. Thread-safe.
 */
public abstract class TestDatabase implements AutoCloseable {
  private static final int POOL_SIZE = 16;

  private final String name;
  private final String url;
  private final List<HikariDataSource> pools = new ArrayList<>();
  private DataSource pool;

  TestDatabase(String name, String url) {
    this.name = name;
    this.url = url;
  }

  /** Makes the tables; called once by whoever created the database. */
  final TestDatabase prepared() {
    DataSource raw = raw();
    Schema.of(raw).apply();
    // No key: what happens twice is there twice.
    Sql.run(raw, "create table effect (id varchar(300) not null, what varchar(100) not null)");
    Sql.run(raw, "create index effect_id on effect (id)");
    Sql.run(raw, "create table account (id int primary key, balance int not null)");
    Sql.run(raw, "create table taken (id int primary key)");
    Sql.run(raw, "insert into taken (id) values (1)");
    pool = pool(POOL_SIZE);
    return this;
  }

  public final String name() {
    return name;
  }

  public final String url() {
    return url;
  }

  /** The URL with more parameters of the driver. */
  public abstract String url(String more);

  /** A pool of connections. */
  public final DataSource dataSource() {
    return pool;
  }

  /** Another pool, closed with this database. */
  public final synchronized HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(size);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(10_000);
    HikariDataSource made = new HikariDataSource(config);
    pools.add(made);
    return made;
  }

  /** Connections straight from the driver. */
  public final DataSource raw() {
    return new Raw(url);
  }

  public final boolean isPostgreSql() {
    return this instanceof PostgresDatabase;
  }

  public final boolean isMariaDb() {
    return this instanceof MariaDatabase;
  }

  public final boolean isH2() {
    return this instanceof H2Database;
  }

  /** What the server calls the session of a connection. */
  public abstract String session(Connection c) throws SQLException;

  /** Ends a session from another one, as an administrator would. */
  public abstract void kill(String session);

  /** A statement that runs for seconds, cut off by a limit of the server or driver. */
  public abstract void runIntoTimeout(Connection c) throws SQLException;

  /** A data source whose sessions take no writes, or null where there is no such thing. */
  public abstract DataSource readOnly();

  /** Whether DDL takes part in transactions. */
  public abstract boolean hasTransactionalDdl();

  /** How many sessions wait for a lock now. */
  public abstract long waitingForLocks();

  /** One effect, in the transaction of this connection. */
  public final void insertEffect(Connection c, String id, String what) throws SQLException {
    Sql.run(c, "insert into effect (id, what) values (?, ?)", id, what);
  }

  /** The effects that are committed for an id, in no order. */
  public final List<String> effects(String id) {
    return Sql.texts(pool, "select what from effect where id = ?", id);
  }

  /** How many settled ledger rows a scope has. */
  public final long settled(String scope) {
    return ledgerRows(scope, "l.state = 2");
  }

  /** How many ledger rows a scope has that are in another state than settled. */
  public final long unsettled(String scope) {
    return ledgerRows(scope, "l.state <> 2");
  }

  private long ledgerRows(String scope, String condition) {
    return Sql.number(
        pool,
        "select count(*) from semel_ledger l join semel_scope s on s.id = l.scope where s.name = ?"
            + " and "
            + condition,
        scope);
  }

  @Override
  public synchronized void close() {
    pools.forEach(HikariDataSource::close);
    drop();
  }

  abstract void drop();

  @Override
  public final String toString() {
    return name;
  }
}
