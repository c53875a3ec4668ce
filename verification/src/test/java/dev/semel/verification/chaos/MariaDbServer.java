// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A MariaDB of this JVM, from the programs on the PATH; ended and deleted with the JVM. */
final class MariaDbServer {
  private final Path directory;
  private final int port;
  private final Process process;

  private MariaDbServer(Path directory, int port, Process process) {
    this.directory = directory;
    this.port = port;
    this.process = process;
  }

  static boolean isInstalled() {
    return program("mariadbd").isPresent() && program("mariadb-install-db").isPresent();
  }

  static MariaDbServer start() throws Exception {
    Path directory = Files.createTempDirectory("semel-mariadb-");
    Path data = Files.createDirectory(directory.resolve("data"));
    List<String> user = asRoot(directory, data);
    List<String> install =
        command(
            "mariadb-install-db",
            user,
            "--datadir=" + data,
            "--auth-root-authentication-method=normal");
    install.add("--skip-test-db");
    if (spawn(install, directory).waitFor() != 0) {
      throw new IOException(Files.readString(directory.resolve("log")));
    }
    int port = freePort();
    Process process =
        spawn(
            command(
                "mariadbd",
                user,
                "--datadir=" + data,
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + data.resolve("socket"),
                "--pid-file=" + data.resolve("pid"),
                "--skip-name-resolve",
                "--innodb-flush-log-at-trx-commit=2"),
            directory);
    MariaDbServer server = new MariaDbServer(directory, port, process);
    Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "semel-mariadb-stop"));
    Poll.until("MariaDB answers", Duration.ofSeconds(60), server::answers);
    return server;
  }

  int port() {
    return port;
  }

  String url(int port, String database) {
    return "jdbc:mariadb://127.0.0.1:%d/%s?user=root&sslMode=disable".formatted(port, database);
  }

  private boolean answers() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(Files.readString(directory.resolve("log")));
    }
    try (var c = DriverManager.getConnection(url(port, ""))) {
      return c.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private void stop() {
    try {
      process.destroy();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
      }
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** MariaDB refuses to run as root, so it runs as the user its package made. */
  private static List<String> asRoot(Path... directories) throws IOException {
    if (!"root".equals(System.getProperty("user.name"))) {
      return List.of();
    }
    var mysql =
        directories[0]
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName("mysql");
    for (Path directory : directories) {
      Files.setOwner(directory, mysql);
    }
    return List.of("--user=mysql");
  }

  private static List<String> command(String program, List<String> user, String... options) {
    List<String> line = new ArrayList<>();
    line.add(program(program).orElseThrow().toString());
    line.add("--no-defaults");
    line.addAll(user);
    line.addAll(List.of(options));
    return line;
  }

  private static Process spawn(List<String> line, Path directory) throws IOException {
    return new ProcessBuilder(line)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Optional<Path> program(String name) {
    return Stream.concat(
            Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(directory -> Path.of(directory, name))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
