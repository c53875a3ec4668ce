// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.verification.databases.MariaDbServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database of its own on the MariaDB of these tests, which must be on this machine.
 *
 * @param before the URL up to the port
 * @param after the parameters of the URL, with their question mark
 */
record MariaDbWire(String before, int port, String after, String name) implements WireDatabase {
  private static final Pattern URL =
      Pattern.compile("(jdbc:mariadb://(?:localhost|127\\.0\\.0\\.1):)(\\d+)/[^?]*(\\?.*)?");

  /** Skips the test where there is no MariaDB. */
  static MariaDbWire fresh() throws SQLException {
    String url = MariaDbServer.url("");
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException("no MariaDB on this machine: " + url);
    }
    String name = "chaos_" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    String after = parts.group(3) == null ? "" : parts.group(3);
    var wire = new MariaDbWire(parts.group(1), Integer.parseInt(parts.group(2)), after, name);
    wire.admin("create database " + name);
    return wire;
  }

  @Override
  public String url(int port) {
    return before + port + "/" + name + after;
  }

  @Override
  public String sessionPort() {
    return "select substring_index(host, ':', -1) from information_schema.processlist"
        + " where id = connection_id()";
  }

  /** The seal is a few packets, the commit the last. */
  @Override
  public String commitTrigger() {
    return "COMMIT";
  }

  @Override
  public void close() throws SQLException {
    admin("drop database " + name);
  }

  private void admin(String sql) throws SQLException {
    try (Connection c = DriverManager.getConnection(before + port + "/" + after)) {
      Sql.run(c, sql);
    }
  }
}
