// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a history holds, in numbers: without them a clean verdict says little. Immutable, hence
 * thread-safe.
 *
 * @param sends attempts to send, and facts that something was sent
 * @param open attempts of any kind that have no end
 * @param unknown attempts of any kind whose end is unknown and was not found out
 * @param deliveries attempts to deliver, and facts that something was delivered
 * @param redeliveries deliveries after the first of their id
 * @param suppressed acknowledged deliveries beyond the effects of an id that has an effect
 * @param republished publications after the first of their id
 * @param ordered events that could have been out of order: with a key that was seen before
 * @param attempts all that was begun, or is told as a fact
 * @param torn incomplete last lines that were skipped
 */
public record Tally(
    long events,
    long ids,
    long sends,
    long deliveries,
    long redeliveries,
    long suppressed,
    long effects,
    long publications,
    long republished,
    long parked,
    long attempts,
    long open,
    long unknown,
    long ordered,
    int torn,
    Map<String, Long> faults) {

  public Tally {
    faults = Map.copyOf(faults);
  }

  @Override
  public String toString() {
    String told =
        String.format(
            Locale.ROOT,
            "%,d events of %,d ids: %,d sends, %,d deliveries (%,d of them again, %,d suppressed),"
                + " %,d effects, %,d publications (%,d of them again), %,d parked, %,d open,"
                + " %,d unknown",
            events,
            ids,
            sends,
            deliveries,
            redeliveries,
            suppressed,
            effects,
            publications,
            republished,
            parked,
            open,
            unknown);
    return told + (torn == 0 ? "" : ", " + torn + " torn lines") + "; faults: " + faultsTold();
  }

  private String faultsTold() {
    return faults.isEmpty()
        ? "none"
        : faults.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(fault -> String.format(Locale.ROOT, "%s %,d", fault.getKey(), fault.getValue()))
            .collect(Collectors.joining(", "));
  }
}
