// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.crash.Run;
import dev.semel.testkit.internal.crash.Step;
import dev.semel.testkit.internal.report.Row.Kind;
import java.util.List;

/** What the diagrams say. */
final class Words {
  private Words() {}

  static String headline(Run run) {
    if (run.holds()) {
      return "Everything holds at the end.";
    }
    List<Step> deaths = run.deaths();
    String when =
        switch (deaths.size()) {
          case 0 -> "even without any death";
          case 1 -> "when the process dies " + deaths.get(0).describe();
          default -> "when the process dies " + deaths.size() + " times";
        };
    return when + ", this does not hold at the end:";
  }

  static String call(Kind kind, Exchange exchange) {
    return (kind == Kind.ANSWER ? "back from " : "") + exchange.call().text();
  }

  /**
   * What a death leaves behind.
   *
   * @param open how many transactions are open when it has come back
   */
  static String death(Exchange exchange, int open) {
    String left =
        switch (exchange.ending()) {
          case MOMENT -> "nothing was under way";
          case NEVER_MADE -> "the call is never made";
          default -> consequence(exchange);
        };
    return left + rolledBack(open);
  }

  private static String consequence(Exchange exchange) {
    if (!exchange.result().isEmpty() && exchange.ending() == Ending.FAILED) {
      return "the call had failed";
    }
    if (exchange.commits()) {
      return "it is committed, but the process never knew";
    }
    return switch (exchange.call().kind()) {
      case EXECUTE -> "the statement was done";
      case PUBLISH -> "it is published, but the process never knew";
      case ACK -> "it is acknowledged, but the process never knew";
      case HTTP, OTHER -> "the call had its effect, but the process never knew";
      default -> "the call was done";
    };
  }

  private static String rolledBack(int open) {
    return switch (open) {
      case 0 -> "";
      case 1 -> "; its open transaction is rolled back";
      default -> "; its " + open + " open transactions are rolled back";
    };
  }
}
