// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import dev.semel.embedded.EmbeddedServerException;
import java.sql.SQLException;
import java.util.List;

/** The command line of Semel. */
final class Main {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), Console.ofThisJvm()));
  }

  /** The exit code: 0 if all went well, 1 if not, 2 if the arguments make no sense. */
  static int run(List<String> arguments, Console console) {
    try {
      String command = arguments.isEmpty() ? "" : arguments.get(0);
      List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
      return switch (command) {
        case "demo" -> new Demo(DemoOptions.parse(rest), Lane.NAIVE, Lane.SEMEL, console).run();
        case "payments" -> PaymentsCommand.parse(rest, console).run();
        default -> throw new BadArguments("semel knows two commands: demo and payments");
      };
    } catch (BadArguments e) {
      console.complain(String.valueOf(e.getMessage()));
      console.complain("usage: ./semel demo [--seed NUMBER] [--payments NUMBER]");
      console.complain("       ./semel payments [--port NUMBER]");
      return MISUSED;
    } catch (EmbeddedServerException e) {
      console.complain("  FAILED: " + e.getMessage());
      return FAILED;
    } catch (SQLException | RuntimeException e) {
      console.complain("  FAILED: semel broke; what follows belongs in a bug report");
      console.complain(e);
      return FAILED;
    }
  }
}
