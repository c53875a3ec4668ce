// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import dev.semel.remote.Ending;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the end of a POST says about whether it happened: a table, and no more than that. What is
 * not in it is ambiguous. Immutable and thread-safe.
 */
public final class HttpEndings {
  private static final HttpEndings STANDARD =
      new HttpEndings(
          Map.ofEntries(
              Map.entry(400, Ending.FAILED),
              Map.entry(401, Ending.NOT_EXECUTED),
              Map.entry(402, Ending.FAILED),
              Map.entry(403, Ending.NOT_EXECUTED),
              Map.entry(404, Ending.NOT_EXECUTED),
              Map.entry(405, Ending.NOT_EXECUTED),
              Map.entry(408, Ending.AMBIGUOUS),
              Map.entry(409, Ending.STILL_RUNNING),
              Map.entry(413, Ending.NOT_EXECUTED),
              Map.entry(415, Ending.NOT_EXECUTED),
              Map.entry(422, Ending.FAILED),
              Map.entry(429, Ending.NOT_EXECUTED),
              Map.entry(500, Ending.AMBIGUOUS),
              Map.entry(502, Ending.AMBIGUOUS),
              Map.entry(503, Ending.AMBIGUOUS),
              Map.entry(504, Ending.AMBIGUOUS)),
          KeyReuse::isReused);

  private final Map<Integer, Ending> table;
  private final Predicate<HttpAnswer> reused;

  private HttpEndings(Map<Integer, Ending> table, Predicate<HttpAnswer> reused) {
    this.table = Map.copyOf(table);
    this.reused = reused;
  }

  /** What holds for a gateway about which nothing else is known. */
  public static HttpEndings standard() {
    return STANDARD;
  }

  /** The same with another meaning of a status, also of a successful one. */
  public HttpEndings with(int status, Ending ending) {
    Map<Integer, Ending> other = new HashMap<>(table);
    other.put(status, Objects.requireNonNull(ending, "ending"));
    return new HttpEndings(other, reused);
  }

  /**
   * The same for a gateway that says in its own way that the key came with another content before;
   * unless said, 400, 409 and 422 with JSON that speaks of it. It comes before the status.
   */
  public HttpEndings mismatchWhen(Predicate<HttpAnswer> reused) {
    return new HttpEndings(table, Objects.requireNonNull(reused, "reused"));
  }

  /** What an answer means; empty for one that brings the result. */
  public Optional<Ending> of(HttpAnswer answer) {
    if (reused.test(answer)) {
      return Optional.of(Ending.MISMATCH);
    }
    if (KeyReuse.isInUse(answer)) {
      return Optional.of(Ending.STILL_RUNNING);
    }
    Ending known = table.get(answer.status());
    if (known == Ending.FAILED && !answer.whole()) {
      // The rest may have said that the key came with another content.
      return Optional.of(Ending.AMBIGUOUS);
    }
    return known == null && answer.isSuccess()
        ? Optional.empty()
        : Optional.of(known == null ? Ending.AMBIGUOUS : known);
  }

  /**
   * What it means that there was no answer.
   *
   * @param left how much of the request may have left us
   */
  public Ending of(Throwable thrown, Left left) {
    return NeverLeft.isCertain(thrown, left) ? Ending.NOT_SENT : Ending.AMBIGUOUS;
  }

  /** How much of the body of a request was given away to be sent. Immutable. */
  public enum Left {
    /** It has one, and nothing of it was asked for. */
    NOTHING,
    /** It has none, so nobody was seen asking. */
    NOT_KNOWN,
    /** It was asked for, perhaps all of it. */
    SOME
  }
}
