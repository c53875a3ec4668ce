// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * One row on its way through the application, with a case and a key of its own, so that nothing
 * that other rows leave behind is seen. For one thread.
 */
final class Visit implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final long PAUSE_NANOS = 5_000_000;

  /** What must not happen shows in no condition; work that was let go is at its end by then. */
  private static final long GRACE_NANOS = 1_000_000_000;

  private static final int TRAIL_MAX = 12;

  /** What the application tells of this case. */
  record Counts(int effects, int audits, int runs) {
    @Override
    public String toString() {
      return "effects " + effects + ", audits " + audits + ", runs " + runs;
    }
  }

  private final Place place;
  private final Facts facts;
  private final String name = token();
  private final List<Line> lines = new ArrayList<>();
  private final List<String> trail = new ArrayList<>();
  private boolean holding;

  Visit(Place place, Facts facts) {
    this.place = place;
    this.facts = facts;
  }

  static String token() {
    byte[] bytes = new byte[12];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  Target target() {
    return place.target();
  }

  Facts facts() {
    return facts;
  }

  /** The bare key of this row. */
  String key() {
    return "K-" + name;
  }

  String quoted() {
    return "\"" + key() + "\"";
  }

  /** A charge with the key of this row; sent twice, it is the same request. */
  Ask charge() {
    return post("/charges").key(quoted());
  }

  /** A request with a small body and without a key. */
  Ask post(String path) {
    return plain("POST", path)
        .header("Authorization", target().callers().first())
        .type("application/json")
        .body("{\"amount\":10,\"account\":\"" + name + "\"}");
  }

  Ask get(String path) {
    return plain("GET", path).header("Authorization", target().callers().first());
  }

  private Ask plain(String method, String path) {
    return new Ask(this, method, path, List.of("Conformance-Case: " + name), new byte[0]);
  }

  Pending begin(Ask ask) throws Unmet {
    Pending pending = open(ask.name(), ask.method());
    try {
      pending.write(ask.bytes());
    } catch (Unmet e) {
      // A server may answer before it has read everything, and close.
      saw(ask.name() + " not read to its end");
    }
    return pending;
  }

  /** A connection on which nothing was written yet. */
  Pending open(String what, String method) throws Unmet {
    try {
      Line line = Line.to(target());
      lines.add(line);
      return new Pending(this, line, method, what);
    } catch (IOException e) {
      throw unmet("a connection to " + target().base(), String.valueOf(e.getMessage()));
    }
  }

  /** Begins a request that the application holds, and waits until it does. */
  Pending held(Ask ask) throws Unmet {
    holding = true;
    Pending pending = ask.begin();
    Answer told =
        until(
            "the application to hold " + ask.name(),
            "/control/held",
            a -> number(a, "held") > 0 || pending.isAnswered());
    if (number(told, "held") <= 0) {
      throw unmet("the application to hold " + ask.name(), "answered " + pending.answer().status());
    }
    return pending;
  }

  void release() throws Unmet {
    control("/control/release?case=" + name);
  }

  /** A command to the application itself. */
  Answer control(String path) throws Unmet {
    Answer answer = plain("POST", path).send();
    expect(answer.is2xx(), "the application to do " + path);
    return answer;
  }

  Counts counts() throws Unmet {
    Answer told = silently("/effects");
    return new Counts(number(told, "effects"), number(told, "audits"), number(told, "runs"));
  }

  private static int number(Answer answer, String member) {
    return answer
        .member(member)
        .filter(n -> n.matches("\\d{1,9}"))
        .map(Integer::parseInt)
        .orElse(-1);
  }

  private Answer silently(String path) throws Unmet {
    int before = trail.size();
    Answer told = plain("GET", path + "?case=" + name).send();
    trail.subList(before, trail.size()).clear();
    return told;
  }

  private Answer until(String what, String path, Predicate<Answer> wanted) throws Unmet {
    long end = System.nanoTime() + target().patience().toNanos();
    Answer told = silently(path);
    while (!wanted.test(told)) {
      if (System.nanoTime() - end > 0) {
        throw unmet(what + " within " + target().patience().toMillis() + " ms", told.text());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      told = silently(path);
    }
    return told;
  }

  /** Sends it until the answer is of this kind. */
  Answer until(Ask ask, Predicate<Answer> wanted) throws Unmet {
    long end = System.nanoTime() + target().patience().toNanos();
    int before = trail.size();
    Answer told = ask.send();
    while (!wanted.test(told) && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      trail.subList(before, trail.size()).clear();
      told = ask.send();
    }
    return told;
  }

  /** The application's counts, looked at now. */
  void stands(int effects, int audits, int runs) throws Unmet {
    Counts counts = counts();
    saw(counts.toString());
    Counts wanted = new Counts(effects, audits, runs);
    expect(counts.equals(wanted), wanted.toString());
  }

  /** The effects and the runs. */
  void effects(int effects, int runs) throws Unmet {
    stands(effects, 0, runs);
  }

  /** Waits for work that goes on although nobody waits for its answer. */
  void becomes(int effects, int runs) throws Unmet {
    Counts wanted = new Counts(effects, 0, runs);
    until(
        wanted.toString(),
        "/effects",
        told -> number(told, "effects") == effects && number(told, "runs") == runs);
    saw(wanted.toString());
  }

  /** There is one effect, and no second follows from work that was let go. */
  void staysAtOneEffect() throws Unmet {
    long end = System.nanoTime() + GRACE_NANOS;
    Counts counts = counts();
    while (counts.effects() == 1 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
      counts = counts();
    }
    saw(counts.toString());
    expect(counts.effects() == 1, "one effect");
  }

  void expect(boolean met, String expected) throws Unmet {
    if (!met) {
      throw unmet(expected, "");
    }
  }

  /** Sends it and expects this status. */
  Answer status(int status, Ask ask, String why) throws Unmet {
    Answer answer = ask.send();
    expect(answer.status() == status, status + " for " + why);
    return answer;
  }

  Answer created(Ask ask) throws Unmet {
    return status(201, ask, "a first attempt");
  }

  /** The same request again has the same status and the same bytes. */
  Answer replayed(Answer first, Ask again) throws Unmet {
    Answer second = again.send();
    expect(
        second.status() == first.status() && second.sameBodyAs(first),
        "the first answer again: "
            + first.status()
            + " "
            + brief(first.text())
            + ", not "
            + second.status()
            + " "
            + brief(second.text()));
    return second;
  }

  private static String brief(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > 80 ? line.substring(0, 80) + "…" : line;
  }

  void restart() throws Unmet {
    saw("the process dies and starts again");
    try {
      URI there = target().restart().orElseThrow().restart();
      place.moves(target().movedTo(there));
    } catch (Exception e) {
      throw unmet("the application to start again", String.valueOf(e));
    }
  }

  void saw(String what) {
    trail.add(what);
  }

  /** What was seen, in one line. */
  String trail() {
    int from = Math.max(0, trail.size() - TRAIL_MAX);
    return (from > 0 ? "… " : "") + String.join(" · ", trail.subList(from, trail.size()));
  }

  Unmet unmet(String expected, String seen) {
    String way = trail();
    return new Unmet(expected, way.isEmpty() || seen.isEmpty() ? way + seen : way + " · " + seen);
  }

  byte[] small() {
    return ("{\"amount\":10,\"account\":\"" + name + "\"}").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    if (holding) {
      try {
        release();
      } catch (Unmet e) {
        // Held work ends by itself after its bound.
      }
    }
    lines.forEach(Line::close);
  }
}
