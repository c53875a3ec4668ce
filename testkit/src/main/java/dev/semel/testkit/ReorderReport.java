// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.internal.orders.Order;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link Reorder} found. Immutable, hence thread-safe. */
public final class ReorderReport {
  private final Runs runs;
  private final @Nullable Order order;
  private final List<Change> differences;
  private final @Nullable Throwable failure;
  private final boolean holds;
  private final String story;

  /** How many orders were run, those of the search for the tamest included. */
  record Runs(int orders, @Nullable Long seed) {
    String text() {
      return Story.counted(orders, "order") + (seed == null ? "" : ", seed " + seed);
    }
  }

  private ReorderReport(
      Runs runs,
      @Nullable Order order,
      List<Change> differences,
      @Nullable Throwable failure,
      boolean holds,
      String story) {
    this.runs = runs;
    this.order = order;
    this.differences = List.copyOf(differences);
    this.failure = failure;
    this.holds = holds;
    this.story = story;
  }

  static ReorderReport same(List<Change> did, Runs runs) {
    return new ReorderReport(
        runs,
        null,
        List.of(),
        null,
        true,
        "the order did not matter: "
            + runs.text()
            + " ended alike; in order, the messages "
            + Story.extent(did)
            + Story.lines(did));
  }

  static ReorderReport nothing(String tables, Runs runs) {
    return new ReorderReport(
        runs,
        null,
        List.of(),
        null,
        false,
        "in order, the messages did nothing: are they delivered to this database, and committed?"
            + " (looked at: "
            + tables
            + ")");
  }

  static ReorderReport differs(Order order, List<Change> changes, List<Change> did, Runs runs) {
    return new ReorderReport(
        runs,
        order,
        changes,
        null,
        false,
        "delivered as "
            + words(order)
            + ", the messages do not end as in order; from what they leave in order to what they"
            + " leave so:"
            + Story.lines(changes)
            + "\nin order they had done this:"
            + Story.lines(did)
            + again(order, runs));
  }

  static ReorderReport failed(Order order, Throwable failure, int message, Runs runs) {
    return new ReorderReport(
        runs,
        order,
        List.of(),
        failure,
        false,
        "delivered as %s, message %d failed with %s; a broker would deliver it again (if that helps,"
                .formatted(words(order), message + 1, Story.failure(failure))
            + " say redeliveringUntilAcknowledged(times))"
            + again(order, runs));
  }

  /** How many orders were run. */
  public int orders() {
    return runs.orders();
  }

  /** The order that ends otherwise, as numbers from 0; empty if there is none. */
  public Optional<List<Integer>> order() {
    return Optional.ofNullable(order).map(Order::deliveries);
  }

  /** What that order leaves other than delivery in order; of a table at most 20 rows. */
  public List<Change> differences() {
    return differences;
  }

  /** Whether {@link #assertOrderDoesNotMatter} would pass. */
  public boolean holds() {
    return holds;
  }

  /** Fails if an order ended otherwise, or threw, or if even in order nothing happened. */
  public ReorderReport assertOrderDoesNotMatter() {
    if (!holds) {
      throw new AssertionError(story, failure);
    }
    return this;
  }

  @Override
  public String toString() {
    return story;
  }

  private static String words(Order order) {
    Set<Integer> seen = new HashSet<>();
    StringBuilder words = new StringBuilder();
    for (int number : order.deliveries()) {
      words.append(words.isEmpty() ? "message " : ", ").append(number + 1);
      if (!seen.add(number)) {
        words.append(" again");
      }
    }
    return words.toString();
  }

  private static String again(Order order, Runs runs) {
    return "\nrun it again: -Dsemel.order=" + order + "   (" + runs.text() + ")";
  }
}
