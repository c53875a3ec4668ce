// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.internal.postgres.RunAs;
import java.util.List;

/** Asks for a way that this user is not allowed, and prints what comes of it. */
final class NoWayMain {
  private NoWayMain() {}

  public static void main(String[] arguments) {
    try {
      System.out.println(RunAs.firstWorking(List.of(RunAs.NOBODY)));
    } catch (EmbeddedServerException e) {
      System.out.println(e.getMessage());
    }
  }
}
