// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

/** Stops a server when this JVM ends, unless its owner did so before. */
public final class StopAtExit {
  private final Thread hook;

  public StopAtExit(String threadName, Runnable stop) {
    hook = new Thread(stop, threadName);
  }

  /** From now on; refused by a JVM that is already going down. */
  public void arm() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  public void forget() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down, so this is the hook itself or comes just before it.
    }
  }
}
