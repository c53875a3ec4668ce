// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.net.URI;

/** The command line of the kit. */
final class Main {
  private Main() {}

  static void run(String[] arguments) {
    if (arguments.length != 1) {
      System.err.println(
          "usage: java -cp … dev.semel.testkit.http.Conformance http://127.0.0.1:8080");
      System.exit(2);
    }
    Score score = Conformance.of(Target.at(URI.create(arguments[0]))).run();
    System.out.println(score);
    System.exit(score.conforms() ? 0 : 1);
  }
}
