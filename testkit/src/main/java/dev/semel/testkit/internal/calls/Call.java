// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call that leaves the process. Immutable.
 *
 * @param resource what is called, such as the data source's name
 * @param connection the number of the connection, in the order they were opened from one; 0 where
 *     there is none
 * @param text the SQL, or what else tells one call from another; never a parameter's value
 * @param autocommit whether the connection commits each statement by itself
 * @param sql what goes to the database as it was written, one entry for each of a batch; it may
 *     hold values and is for reading, not for printing
 */
public record Call(
    CallKind kind,
    String resource,
    int connection,
    String text,
    boolean autocommit,
    @Nullable StackTraceElement site,
    List<String> sql) {

  public Call(
      CallKind kind,
      String resource,
      int connection,
      String text,
      boolean autocommit,
      @Nullable StackTraceElement site) {
    this(kind, resource, connection, text, autocommit, site, List.of());
  }

  /** Such as {@code UPDATE account SET … @PaymentListener.java:41}. */
  public String describe() {
    return site == null
        ? text
        : text + " @" + site.getFileName() + ":" + Math.max(site.getLineNumber(), 0);
  }
}
