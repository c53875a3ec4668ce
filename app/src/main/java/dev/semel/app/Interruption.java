// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

/**
 * While awaited, tells a person who presses Ctrl-C what happens now, and keeps the failures of a
 * database that is being stopped off the screen. Stopping it is the embedded server's own business.
 */
final class Interruption {
  private final Thread hook;

  private Interruption(Console console) {
    hook = new Thread(() -> tell(console), "semel-demo-interruption");
  }

  static Interruption awaited(Console console) {
    Interruption interruption = new Interruption(console);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  void noLongerAwaited() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down, and the hook has said so.
    }
  }

  private static void tell(Console console) {
    console.complain("  interrupted: stopping PostgreSQL and removing its directory");
    console.fallSilent();
  }
}
