// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code ./semel payments}: the example of docs/http.md on a real PostgreSQL. Used once. */
final class PaymentsCommand {
  private static final int PORT_DEFAULT = 8787;
  private static final int PORT_MAX = 65_535;

  private final int port;
  private final Console console;

  private PaymentsCommand(int port, Console console) {
    this.port = port;
    this.console = console;
  }

  static PaymentsCommand parse(List<String> arguments, Console console) throws BadArguments {
    if (arguments.isEmpty()) {
      return new PaymentsCommand(PORT_DEFAULT, console);
    }
    if (arguments.size() != 2 || !arguments.get(0).equals("--port")) {
      throw new BadArguments("semel payments knows one option: --port NUMBER");
    }
    try {
      int port = Integer.parseInt(arguments.get(1));
      if (port >= 0 && port <= PORT_MAX) {
        return new PaymentsCommand(port, console);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BadArguments(
        "--port needs a number from 0 (any) to %d, not '%s'".formatted(PORT_MAX, arguments.get(1)));
  }

  /** Serves until this thread is interrupted or the JVM is told to end. */
  int run() throws SQLException {
    // Read once per JVM: without it each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Interruption interruption = Interruption.awaited(console);
    try (EmbeddedPostgres postgres = startPostgres();
        HikariDataSource pool = Databases.pooled(postgres.createDatabase("payments"));
        PaymentsApi api = PaymentsApi.start(pool, port)) {
      tell(api.port());
      new CountDownLatch(1).await();
      return 0;
    } catch (IOException e) {
      console.complain(
          "  FAILED: port %d cannot be listened on (%s); choose another with --port"
              .formatted(port, e.getMessage()));
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    } finally {
      interruption.noLongerAwaited();
    }
  }

  private EmbeddedPostgres startPostgres() {
    try (Heartbeat heartbeat = new Heartbeat(console, "postgres")) {
      return EmbeddedPostgres.with().progress(heartbeat::now).start();
    }
  }

  private void tell(int listening) {
    String url = "http://127.0.0.1:" + listening;
    console.step("payments", url + "  until Ctrl-C; callers anna and bert, password secret");
    console.say("");
    console.say("  Pay, and say it twice: one payment, the same answer.");
    console.say(
        "    curl -i -u anna:secret -H 'Idempotency-Key: \"order-1\"' -d account=7 -d amount=4200 "
            + url
            + "/payments");
    console.say("    curl -u anna:secret " + url + "/sums");
    console.say("");
    console.say("  The rest of the walk: docs/http.md");
  }
}
