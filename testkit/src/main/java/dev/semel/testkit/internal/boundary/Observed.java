// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.calls.CallKind;
import java.util.List;
import java.util.Set;

/**
 * One delivery, as it was seen. Immutable.
 *
 * @param deliverer the id of the thread that delivered
 * @param allowed resources and addresses that may be used anywhere
 * @param unwrapped whether the driver's own connection was taken out of a watched one
 * @param failed whether the delivery ended with an exception, and so will come again
 */
public record Observed(
    List<Entry> calls,
    List<Transaction> transactions,
    FlightTape tape,
    long deliverer,
    Set<String> allowed,
    boolean unwrapped,
    boolean failed) {

  boolean allows(String resource) {
    return allowed.contains(resource);
  }

  /** Transactions that wrote something that must not be outside. */
  List<Transaction> writing() {
    return transactions.stream()
        .filter(Transaction::writes)
        .filter(t -> !allows(t.resource))
        .toList();
  }

  List<Transaction> committed() {
    return writing().stream().filter(Transaction::hasCommittedWrites).toList();
  }

  /** Calls that leave the process, but not to a database. */
  static boolean leaves(Entry entry) {
    CallKind kind = entry.call().kind();
    return kind == CallKind.PUBLISH
        || kind == CallKind.ACK
        || kind == CallKind.HTTP
        || kind == CallKind.OTHER;
  }

  /** Whether nothing was written where it counts, so that nothing can be said. */
  public boolean isVacuous() {
    return writing().isEmpty();
  }

  /** Each call in a line. */
  public List<String> shownCalls() {
    return calls.stream().map(Observed::shown).toList();
  }

  private static String shown(Entry entry) {
    int connection = entry.call().connection();
    String where = connection == 0 ? "" : entry.call().resource() + "#" + connection + " ";
    return where + entry.shown() + (entry.failed() ? " (failed)" : "");
  }
}
