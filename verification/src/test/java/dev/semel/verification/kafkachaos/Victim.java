// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

/** Something that runs in processes of its own and can be killed and frozen. For one thread. */
interface Victim {
  /** As the faults are called in the history. */
  String name();

  /** Whether a fault finds it at work, or it has ended by itself where it was to. */
  boolean isAtWork() throws Exception;

  /** Whether it has ended by itself. */
  default boolean isGone() {
    return false;
  }

  /** SIGKILL; nothing for one that is gone. */
  void kill() throws Exception;

  void restart() throws Exception;

  /** SIGSTOP. */
  void pause() throws Exception;

  /** SIGCONT. */
  void resume() throws Exception;

  /** Nothing shall happen to it any more. */
  default void settle() throws Exception {}
}
