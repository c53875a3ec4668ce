// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.loopback;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether a JDBC URL leads to a database of this machine. What cannot be read is taken for a remote
 * one. A tunnel that ends on this machine cannot be told from a database that runs here.
 */
public final class Loopback {
  /** Drivers that stand before another and keep its URL behind their own word. */
  private static final Pattern WRAPPER = Pattern.compile("^jdbc:(p6spy|otel|log4jdbc):");

  private static final Pattern POSTGRESQL = Pattern.compile("^jdbc:postgresql:(.*)$");
  private static final Pattern MYSQL =
      Pattern.compile("^jdbc:(?:mysql|mariadb)(?::[a-z0-9-]+)?://([^/?#]*)(.*)$");
  private static final Pattern H2_SERVER =
      Pattern.compile("^jdbc:h2:(?:tcp|ssl):(?://)?([^/;]*).*$");

  /** Parameters by which a driver can be sent to another host than the URL shows. */
  private static final Pattern OTHER_WAY =
      Pattern.compile("(?i)[?&;](pghost|host|socketfactory|pipe|service|namedpipepath)=([^&;]*)");

  private static final Pattern NAMED_HOST = Pattern.compile("(?i)[(,]\\s*host\\s*=\\s*([^,)\\s]+)");

  private static final Pattern SUBPROTOCOL = Pattern.compile("^jdbc:[a-z0-9+.-]{1,40}:");

  private Loopback() {}

  /** Why this is no database of this machine, without anything secret; empty if it is one. */
  public static Optional<String> objection(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection()) {
      return objection(connection.getMetaData().getURL());
    }
  }

  /** The same for a URL. */
  public static Optional<String> objection(@Nullable String url) {
    if (url == null) {
      return Optional.of("its driver does not say where it is");
    }
    String plain = url.strip();
    Matcher wrapper = WRAPPER.matcher(plain);
    if (wrapper.find()) {
      plain = "jdbc:" + plain.substring(wrapper.end());
    }
    if (plain.startsWith("jdbc:h2:")) {
      Matcher server = H2_SERVER.matcher(plain);
      return server.matches() ? ofHosts(server.group(1)) : Optional.empty();
    }
    Matcher postgresql = POSTGRESQL.matcher(plain);
    Matcher mysql = MYSQL.matcher(plain);
    if (!postgresql.matches() && !mysql.matches()) {
      return Optional.of("the kit cannot tell where " + subprotocol(plain) + " URLs lead to");
    }
    Matcher otherWay = OTHER_WAY.matcher(plain);
    if (otherWay.find()) {
      return Optional.of(
          "its URL has the parameter '%s', which may lead anywhere".formatted(otherWay.group(1)));
    }
    return mysql.matches() ? ofHosts(mysql.group(1)) : ofPostgreSql(postgresql.group(1));
  }

  /** Without slashes it is the name of a database on localhost. */
  private static Optional<String> ofPostgreSql(String rest) {
    if (!rest.startsWith("//")) {
      return Optional.empty();
    }
    String hosts = rest.substring(2).split("[/?]", 2)[0];
    return ofHosts(hosts);
  }

  private static Optional<String> ofHosts(String authority) {
    List<String> hosts = new ArrayList<>();
    Matcher named = NAMED_HOST.matcher(authority);
    while (named.find()) {
      hosts.add(named.group(1));
    }
    // What stands beside (host=…)(port=…) is a host too.
    String beside = authority.replaceAll("\\([^()]*\\)", "").replaceAll("(?i)address=", "");
    for (String host : beside.split(",", -1)) {
      if (hosts.isEmpty() || !host.isBlank()) {
        hosts.add(host.substring(host.lastIndexOf('@') + 1));
      }
    }
    return hosts.stream()
        .map(Loopback::withoutPort)
        .filter(host -> !isLoopback(host))
        .findFirst()
        .map(
            host ->
                authority.indexOf('@') < 0
                    ? "it is on host '" + printable(host) + "'"
                    : "it is on another host"); // Parts of a password may look like a host.
  }

  private static String withoutPort(String hostAndPort) {
    String text = hostAndPort.strip();
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      return end < 0 ? text : text.substring(1, end);
    }
    int colon = text.indexOf(':');
    boolean ipv6 = colon >= 0 && text.indexOf(':', colon + 1) >= 0;
    return colon < 0 || ipv6 ? text : text.substring(0, colon);
  }

  private static boolean isLoopback(String host) {
    if (host.isEmpty() || host.equalsIgnoreCase("localhost")) {
      return true;
    }
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String subprotocol(String url) {
    Matcher matcher = SUBPROTOCOL.matcher(url.toLowerCase(Locale.ROOT));
    return matcher.find() ? matcher.group() : "such";
  }

  /** A host, whatever stood in its place. */
  private static String printable(String host) {
    String text = host.replaceAll("[^A-Za-z0-9_.:%-]", "?");
    return text.length() <= 100 ? text : text.substring(0, 100);
  }
}
