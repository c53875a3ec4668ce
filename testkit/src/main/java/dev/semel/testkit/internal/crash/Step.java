// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.internal.calls.Call;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place where the process could die: before or after one call. Immutable.
 *
 * @param failure the type of what the call threw, if it did
 * @param answer what the call gave, if that is a number: rows, or a status
 * @param delivered what is being delivered, as far as the kit delivers
 */
public record Step(
    int number,
    int life,
    boolean before,
    Call call,
    @Nullable String failure,
    @Nullable String answer,
    @Nullable Delivered delivered,
    boolean death) {

  /** Such as {@code after UPDATE account SET … @PaymentListener.java:41}. */
  public String describe() {
    return (before ? "before " : "after ")
        + call.describe()
        + (failure == null ? "" : " (" + failure + ")");
  }

  /** The same number for the same place in a repetition; texts may hold generated ids. */
  int place() {
    return Objects.hash(life, before, call.kind().name(), call.resource());
  }
}
