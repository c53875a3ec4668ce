// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.databases;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The one MariaDB server of this JVM: a private {@code mariadbd} from an installed binary, or the
 * one {@code SEMEL_TEST_MARIADB_URL} points at. It stops, and its data goes, with the JVM.
 */
public final class MariaDbServer {
  private static final String MISSING =
      "no MariaDB: install one (apt-get install mariadb-server; it need not be started), or set"
          + " SEMEL_TEST_MARIADB_URL to a JDBC URL such as"
          + " jdbc:mariadb://127.0.0.1:3306/?user=root&sslMode=disable";
  private static String base;
  private static volatile Process server;

  private MariaDbServer() {}

  /** The URL of a database; of none in particular if the name is empty. Skips without a server. */
  public static synchronized String url(String database) {
    if (base == null) {
      String given = System.getenv("SEMEL_TEST_MARIADB_URL");
      base = given != null ? given : start();
    }
    int question = base.indexOf('?');
    String parameters = question < 0 ? "" : base.substring(question);
    String address = question < 0 ? base : base.substring(0, question);
    return address.substring(0, address.lastIndexOf('/') + 1) + database + parameters;
  }

  private static String start() {
    Path program = find("mariadbd", "mysqld");
    Path installer = find("mariadb-install-db", "mysql_install_db");
    if (program == null || installer == null) {
      return abort(MISSING);
    }
    try {
      return start(program, installer);
    } catch (IOException e) {
      throw new IllegalStateException("the private MariaDB did not start", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while MariaDB started", e);
    }
  }

  private static String start(Path program, Path installer)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("semel-mariadb-");
    Path log = home.resolve("log");
    Path data = Files.createDirectory(home.resolve("data"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(home)));
    List<String> user = becomeMysql(home, data);
    List<String> install = new ArrayList<>(List.of(installer.toString(), "--no-defaults"));
    install.addAll(user);
    install.addAll(
        List.of("--datadir=" + data, "--auth-root-authentication-method=normal", "--skip-test-db"));
    Process installation = spawn(install, log);
    if (!installation.waitFor(60, TimeUnit.SECONDS) || installation.exitValue() != 0) {
      installation.destroyForcibly();
      throw new IOException(installer + " failed:\n" + Files.readString(log));
    }
    int port = freePort();
    List<String> serve = new ArrayList<>(List.of(program.toString(), "--no-defaults"));
    serve.addAll(user);
    serve.addAll(
        List.of(
            "--datadir=" + data,
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + data.resolve("s"),
            "--pid-file=" + data.resolve("pid"),
            "--skip-name-resolve",
            "--skip-log-bin",
            "--max-connections=200",
            "--innodb-buffer-pool-size=64M",
            "--innodb-file-per-table=0",
            "--innodb-flush-log-at-trx-commit=1"));
    Process started = spawn(serve, log);
    server = started;
    String url = "jdbc:mariadb://127.0.0.1:%d/?user=root&sslMode=disable".formatted(port);
    awaitAnswer(started, url, log);
    return url;
  }

  /** MariaDB refuses to be root; it then runs as the user its package made. */
  private static List<String> becomeMysql(Path home, Path data)
      throws IOException, InterruptedException {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    Process chown =
        new ProcessBuilder("chown", "mysql", home.toString(), data.toString())
            .redirectErrorStream(true)
            .start();
    if (chown.waitFor() != 0) {
      abort("this JVM is root and there is no user mysql for MariaDB to run as");
    }
    return List.of("--user=mysql");
  }

  private static Process spawn(List<String> command, Path log) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static void awaitAnswer(Process server, String url, Path log) throws IOException {
    boolean ready =
        Eventually.is(
            () -> {
              if (!server.isAlive()) {
                return true;
              }
              try (Connection c = new Raw(url).getConnection()) {
                return c.isValid(1);
              } catch (SQLException e) {
                return false; // Not listening yet.
              }
            });
    if (!ready || !server.isAlive()) {
      server.destroyForcibly();
      throw new IOException("MariaDB gave no answer:\n" + Files.readString(log));
    }
  }

  /** Only the process that was started here; its handle knows if the pid is another's by now. */
  private static void stop(Path home) {
    Process started = server;
    try {
      if (started != null) {
        started.destroy();
        if (!started.waitFor(10, TimeUnit.SECONDS)) {
          started.destroyForcibly().waitFor();
        }
      }
    } catch (InterruptedException e) {
      started.destroyForcibly();
    }
    delete(home);
  }

  private static void delete(Path home) {
    try (Stream<Path> files = Files.walk(home)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(MariaDbServer::delete);
    } catch (IOException | java.io.UncheckedIOException e) {
      // A temporary directory that cannot be deleted is all that is left.
    }
  }

  private static void delete(File file) {
    boolean unused = file.delete();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Path find(String... names) {
    List<String> folders =
        new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator, -1)));
    folders.add("/usr/sbin");
    for (String name : names) {
      for (String folder : folders) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return file;
        }
      }
    }
    return null;
  }
}
