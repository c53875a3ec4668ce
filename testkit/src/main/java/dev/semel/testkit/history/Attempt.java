// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that has begun and whose end is to be told: with {@link #ok()}, {@link #failed()} or
 * {@link #unknown()}, one time. An attempt whose end is never told stays open, as it does when the
 * process dies. Thread-safe.
 */
public final class Attempt {
  private final History history;
  private final Kind kind;
  private final Object id;
  private final @Nullable Object key;
  private final long sequence;
  private @Nullable Phase end;

  Attempt(History history, Kind kind, Object id, @Nullable Object key, long sequence) {
    this.history = history;
    this.kind = kind;
    this.id = id;
    this.key = key;
    this.sequence = sequence;
  }

  /** It happened: the broker acknowledged, the handler returned, the commit was confirmed. */
  public void ok() {
    end(Phase.OK);
  }

  /** It certainly did not happen, and never will. An exception alone does not say that. */
  public void failed() {
    end(Phase.FAILED);
  }

  /** Nobody can say: no answer in time, or the connection is gone. */
  public void unknown() {
    end(Phase.UNKNOWN);
  }

  /** Does it: ok if the action returns, unknown if it throws; what it throws goes on. */
  public void around(Action action) throws Exception {
    try {
      action.run();
    } catch (Throwable thrown) {
      unknown();
      throw thrown;
    }
    ok();
  }

  private synchronized void end(Phase phase) {
    if (end != null) {
      throw new TestkitException(
          Code.HISTORY_MISUSED,
          "%s of %s was told to have ended %s, and now %s. An attempt ends one time; begin another"
                  .formatted(kind.doing(), id, word(end), word(phase))
              + " with "
              + kind.doing()
              + "(id), so that the history counts both");
    }
    end = phase;
    history.record(kind, phase, id, key, sequence);
  }

  private static String word(Phase phase) {
    return phase.name().toLowerCase(Locale.ROOT);
  }

  /** What an attempt consists of. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }
}
