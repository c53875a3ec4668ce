// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.boundary.FlightTape.Birth;
import dev.semel.testkit.internal.boundary.FlightTape.Io;
import dev.semel.testkit.internal.boundary.FlightTape.Span;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what the effect's threads said over sockets that belong to no watched door. Bytes count as
 * the effect's if its own thread moved them, or a thread that it started, or the JDK's HTTP client
 * while nobody else is seen waiting for it. For one thread.
 */
final class SocketRules {
  private final Observed observed;
  private final FlightTape tape;

  /** Each thread of the delivery with the one that it works for. */
  private final Map<Long, Long> threads = new HashMap<>();

  private final Set<String> databases = new HashSet<>();

  private SocketRules(Observed observed) {
    this.observed = observed;
    this.tape = observed.tape();
    threads.put(observed.deliverer(), observed.deliverer());
    observed.calls().forEach(entry -> threads.put(entry.thread(), entry.thread()));
    for (Birth birth : tape.births()) {
      Long works = threads.get(birth.parent());
      if (works != null && !isSeen(birth.parent(), birth.at(), false)) {
        threads.putIfAbsent(birth.child(), works);
      }
    }
    for (Io io : tape.io()) {
      String driver = tape.driverAt(io.thread(), io.at());
      if (driver != null && !observed.allows(driver)) {
        databases.add(io.address());
      }
    }
  }

  static List<String> findings(Observed observed) {
    return new SocketRules(observed).findings();
  }

  /** All bytes to one address, inside one transaction or outside of any. */
  private record Place(String address, @Nullable Transaction around) {}

  private List<String> findings() {
    Map<Place, List<Io>> found = new LinkedHashMap<>();
    for (Io io : tape.io()) {
      if (isEffects(io)
          && !observed.allows(io.address())
          && !isSeen(io.thread(), io.at(), io.httpClient())) {
        Place place = new Place(io.address(), around(io));
        if (place.around() != null || databases.contains(io.address())) {
          found.computeIfAbsent(place, p -> new ArrayList<>()).add(io);
        }
      }
    }
    List<String> findings = new ArrayList<>();
    found.forEach(
        (place, all) -> {
          boolean database = databases.contains(place.address());
          if (!database || !observed.unwrapped()) {
            findings.add(database ? toDatabase(place, all) : toElsewhere(place, all));
          }
        });
    return findings;
  }

  private boolean isEffects(Io io) {
    if (threads.containsKey(io.thread())) {
      return true;
    }
    if (!io.httpClient() || !io.sends() || isSomebodyElses(io)) {
      return false;
    }
    List<Span> waiting = tape.parked().stream().filter(span -> span.contains(io.at())).toList();
    return waiting.stream().anyMatch(span -> threads.containsKey(span.thread()))
        || waiting.stream().noneMatch(Span::httpClient);
  }

  /**
   * A thread with a user's line on it does not belong to the client; it asks on its own account.
   */
  private boolean isSomebodyElses(Io io) {
    return io.line() != null
        || tape.parked().stream()
            .anyMatch(
                span -> span.thread() == io.thread() && span.httpClient() && span.what() != null);
  }

  /**
   * Whether it belongs to a call that went through a door: to a database, or to elsewhere. What the
   * HTTP client sends meanwhile is taken for that call's, as its own threads do not say whose.
   */
  private boolean isSeen(long thread, long at, boolean httpClient) {
    return tape.isInsideDriver(thread, at)
        || observed.calls().stream()
            .filter(Observed::leaves)
            .filter(entry -> httpClient || entry.thread() == thread)
            .anyMatch(
                entry -> tape.timeOf(entry.began()) <= at && at <= tape.timeOf(entry.ended()));
  }

  private @Nullable Transaction around(Io io) {
    Long works = threads.get(io.thread());
    return observed.writing().stream()
        .filter(transaction -> works == null || transaction.threads.contains(works))
        .filter(
            transaction ->
                tape.timeOf(transaction.from) <= io.at() && io.at() <= tape.timeOf(transaction.to))
        .findFirst()
        .orElse(null);
  }

  private String toDatabase(Place place, List<Io> all) {
    String when =
        place.around() == null
            ? "outside of any transaction"
            : "while its transaction is open: " + Rules.ends(place.around());
    return ("talks to its own database at %s through a connection that is no door of this boundary:"
            + " %s, %s\n  What it writes there commits on its own, and the kit cannot see it.\n  Hand"
            + " that code doors.database(), or say allowing(\"%s\").")
        .formatted(place.address(), counted(all), when, place.address());
  }

  private String toElsewhere(Place place, List<Io> all) {
    return ("talks to %s inside the transaction, through no door of this boundary: %s, around it"
            + " %s\n  What the other side did stays when the transaction rolls back, and a redelivery"
            + " does it again.\n  Do it before the transaction or after its commit, or say"
            + " allowing(\"%s\").")
        .formatted(
            place.address(),
            counted(all),
            Rules.ends(Objects.requireNonNull(place.around())),
            place.address());
  }

  private String counted(List<Io> all) {
    long bytes = all.stream().mapToLong(Io::bytes).sum();
    String line = all.stream().map(this::line).filter(Objects::nonNull).findFirst().orElse(null);
    boolean client = all.stream().anyMatch(Io::httpClient);
    return "%,d bytes%s%s"
        .formatted(
            bytes, client ? " by a java.net.http.HttpClient" : "", line == null ? "" : " " + line);
  }

  /** The client's own threads do not know who asked, but who waits for them does. */
  private @Nullable String line(Io io) {
    if (io.line() != null) {
      return io.line();
    }
    return tape.parked().stream()
        .filter(span -> span.contains(io.at()) && threads.containsKey(span.thread()))
        .map(Span::what)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }
}
