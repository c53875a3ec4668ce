// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.calls.Call;
import org.jspecify.annotations.Nullable;

/**
 * A call and what became of it. Immutable.
 *
 * @param began its position in the log
 * @param ended the position of its end; {@link Integer#MAX_VALUE} if it has not come back
 * @param thread the id of the thread that made it
 * @param result an update count, or whatever else the call gave
 * @param autocommit whether the connection commits by itself after the call
 */
public record Entry(
    Call call,
    int began,
    int ended,
    long thread,
    @Nullable Object result,
    boolean failed,
    boolean autocommit) {

  /** The call, short and without values, and its line. */
  String shown() {
    StackTraceElement site = call.site();
    String text = SqlText.shown(call.text());
    return site == null ? text : text + " " + line(site);
  }

  static String line(StackTraceElement site) {
    return "@" + site.getFileName() + ":" + Math.max(site.getLineNumber(), 0);
  }
}
