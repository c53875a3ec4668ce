// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The events of a run in which everything went right although much went wrong. */
final class CorrectRun {
  static final String PLAIN = "order-1";
  static final String RETRIED = "order-2";
  static final String REJECTED = "order-3";
  static final String FOUND_OUT = "order-4";
  static final String NOT_SENT_AFTER_ALL = "order-5";
  static final String PARKED = "order-6";
  static final String REMOTE = "order-7";

  private final List<Event> events = new ArrayList<>();
  private long clock;

  static List<Event> events() {
    CorrectRun run = new CorrectRun();
    run.write();
    return run.events;
  }

  static History history(List<Event> events) {
    History history = History.inMemory();
    events.forEach(history::replay);
    return history;
  }

  private void write() {
    for (int number = 100; number < 120; number++) {
      String id = Integer.toString(number);
      attempt("client", Kind.SENT, id, Phase.OK);
      attempt("worker-1", Kind.DELIVERED, id, Phase.OK);
      attempt("worker-2", Kind.DELIVERED, id, Phase.OK);
    }
    attempt("client", Kind.SENT, PLAIN, Phase.OK);
    attempt("worker-1", Kind.DELIVERED, PLAIN, Phase.OK);

    attempt("client", Kind.SENT, RETRIED, Phase.UNKNOWN);
    attempt("client", Kind.SENT, RETRIED, Phase.OK);
    add("worker-1", Kind.DELIVERED, Phase.BEGUN, RETRIED);
    add("main", Kind.FAULT, Phase.STATED, "kill worker-1");
    attempt("worker-2", Kind.DELIVERED, RETRIED, Phase.OK);

    attempt("client", Kind.SENT, REJECTED, Phase.FAILED);

    attempt("client", Kind.SENT, FOUND_OUT, Phase.UNKNOWN);
    add("main", Kind.RESOLVED, Phase.OK, FOUND_OUT);

    attempt("client", Kind.SENT, NOT_SENT_AFTER_ALL, Phase.UNKNOWN);
    add("main", Kind.RESOLVED, Phase.FAILED, NOT_SENT_AFTER_ALL);

    attempt("client", Kind.SENT, PARKED, Phase.UNKNOWN);
    add("main", Kind.PARKED, Phase.STATED, PARKED);

    attempt("client", Kind.SENT, REMOTE, Phase.OK);
    add("worker-1", Kind.APPLIED, Phase.BEGUN, REMOTE);
    add("worker-1", Kind.APPLIED, Phase.UNKNOWN, REMOTE);
    add("worker-1", Kind.RESOLVED, Phase.OK, REMOTE);
    add("reader", Kind.PUBLISHED, Phase.STATED, REMOTE);

    for (Kind seen : List.of(Kind.APPLIED, Kind.PUBLISHED)) {
      for (int number = 100; number < 120; number++) {
        keyed(seen, Integer.toString(number), "account-" + number % 3, number);
      }
      keyed(seen, PLAIN, "account-0", 201);
      keyed(seen, RETRIED, "account-0", 202);
      keyed(seen, FOUND_OUT, "account-1", 204);
    }
    keyed(Kind.PUBLISHED, PLAIN, "account-0", 201);
  }

  private void attempt(String process, Kind kind, String id, Phase end) {
    add(process, kind, Phase.BEGUN, id);
    add(process, kind, end, id);
  }

  private void add(String process, Kind kind, Phase phase, String id) {
    events.add(new Event(clock++, process, kind, phase, id, null, 0));
  }

  private void keyed(Kind kind, String id, String key, long sequence) {
    events.add(new Event(clock++, "reader", kind, Phase.STATED, id, key, sequence));
  }

  static Predicate<Event> is(String id, Kind kind) {
    return event -> event.id().equals(id) && event.kind() == kind;
  }

  static Predicate<Event> is(String id, Kind kind, Phase phase) {
    return is(id, kind).and(event -> event.phase() == phase);
  }

  static int first(List<Event> events, Predicate<Event> which) {
    for (int i = 0; i < events.size(); i++) {
      if (which.test(events.get(i))) {
        return i;
      }
    }
    throw new AssertionError("no such event among " + events.size());
  }

  static Event with(Event event, Phase phase) {
    return new Event(
        event.nanos(),
        event.process(),
        event.kind(),
        phase,
        event.id(),
        event.key(),
        event.sequence());
  }

  static Event with(Event event, long sequence) {
    return new Event(
        event.nanos(),
        event.process(),
        event.kind(),
        event.phase(),
        event.id(),
        event.key(),
        sequence);
  }
}
