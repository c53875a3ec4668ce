// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What people see: the one place that prints. Thread-safe. */
final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private boolean silent;

  Console(PrintStream out, PrintStream err) {
    this.out = writer(out);
    this.err = writer(err);
  }

  static Console ofThisJvm() {
    return new Console(System.out, System.err);
  }

  synchronized void say(String line) {
    if (!silent) {
      out.println(line);
    }
  }

  /** A line of the report: who, and what about it. */
  void step(String who, String what) {
    say("  %-11s %s".formatted(who, what));
  }

  synchronized void complain(String line) {
    if (!silent) {
      err.println(line);
    }
  }

  /** Something nobody foresaw: everything about it. */
  synchronized void complain(Throwable unforeseen) {
    if (!silent) {
      unforeseen.printStackTrace(err);
    }
  }

  /** Says nothing more, whoever asks. */
  synchronized void fallSilent() {
    silent = true;
  }

  /** Numbers look the same everywhere. */
  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
