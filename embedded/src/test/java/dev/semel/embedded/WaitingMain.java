// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import java.io.IOException;

/** Prints its pid and waits for the end of its input; what it is told is only for others to see. */
final class WaitingMain {
  private WaitingMain() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println("pid " + ProcessHandle.current().pid());
    while (System.in.read() >= 0) {
      // Until the parent ends this JVM.
    }
  }
}
