// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

/** The servers the contract is held against. */
public enum Server {
  POSTGRESQL_18 {
    @Override
    public TestDatabase open() {
      return PostgresDatabase.on(PostgresServers.bundled());
    }
  },
  POSTGRESQL_INSTALLED {
    @Override
    public TestDatabase open() {
      return PostgresDatabase.on(PostgresServers.installed());
    }
  },
  MARIADB {
    @Override
    public TestDatabase open() {
      return MariaDatabase.create();
    }
  },
  H2 {
    @Override
    public TestDatabase open() {
      return new H2Database();
    }
  };

  /** A fresh database with the tables of Semel and of the tests. Skips if the server is absent. */
  public abstract TestDatabase open();
}
