// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a scope remembers its keys, and what it does with one it may have forgotten. Immutable
 * and safe to share between threads.
 *
 * <p>A scope nobody declares is timeless and remembers for 30 days. Declare one to let its keys be
 * read as timed, which makes forgetting a day of a million keys a matter of milliseconds, and to
 * have its horizon checked against how long the sender may redeliver.
 */
public final class Scope {
  /** How long a scope remembers that was not told otherwise. */
  public static final Duration HORIZON_DEFAULT = Duration.ofDays(30);

  private final String name;
  private final boolean timed;
  private final Duration horizon;
  private final @Nullable Duration redelivery;
  private final WhenForgotten whenForgotten;
  private final @Nullable Duration results;

  private Scope(
      String name,
      boolean timed,
      Duration horizon,
      @Nullable Duration redelivery,
      WhenForgotten whenForgotten,
      @Nullable Duration results) {
    this.name = name;
    this.timed = timed;
    this.horizon = horizon;
    this.redelivery = redelivery;
    this.whenForgotten = whenForgotten;
    this.results = results;
  }

  /** A timeless scope with the default horizon; refine it with the methods below. */
  public static Scope named(String name) {
    Key.of(name, "x");
    return new Scope(name, false, HORIZON_DEFAULT, null, WhenForgotten.QUARANTINE, null);
  }

  /**
   * Reads the keys as timed: each must be a UUIDv7, a ULID, or be {@link Key#bornAt}. This is for
   * keys whose time is true; keys that strangers choose belong in a timeless scope. It cannot be
   * changed later, because it decides where a key is looked for.
   */
  public Scope timed() {
    return new Scope(name, true, horizon, redelivery, whenForgotten, results);
  }

  /** Remembers keys for this long, counted by the database's clock. */
  public Scope remembering(Duration horizon) {
    return new Scope(
        name,
        timed,
        Objects.requireNonNull(horizon, "horizon"),
        redelivery,
        whenForgotten,
        results);
  }

  /**
   * Declares for how long a duplicate may still arrive: the sender's retries, the broker's
   * retention, the longest outage, manual replay. A horizon shorter than this is refused.
   */
  public Scope redeliveredFor(Duration redelivery) {
    return new Scope(
        name,
        timed,
        horizon,
        Objects.requireNonNull(redelivery, "redelivery"),
        whenForgotten,
        results);
  }

  /**
   * Keeps results for this long after they were settled, and the keys for as long as the horizon
   * says. A duplicate that comes between is refused where it asks for the result: it has happened,
   * and what came of it is not kept any more. Results stay as long as their keys by default.
   */
  public Scope keepingResultsFor(Duration results) {
    return new Scope(
        name,
        timed,
        horizon,
        redelivery,
        whenForgotten,
        Objects.requireNonNull(results, "results"));
  }

  /** What to do with a key that is older than the memory. */
  public Scope whenForgotten(WhenForgotten policy) {
    return new Scope(
        name, timed, horizon, redelivery, Objects.requireNonNull(policy, "policy"), results);
  }

  public String name() {
    return name;
  }

  public boolean isTimed() {
    return timed;
  }

  public Duration horizon() {
    return horizon;
  }

  public @Nullable Duration redelivery() {
    return redelivery;
  }

  /** How long results are kept; null for as long as their keys. */
  public @Nullable Duration results() {
    return results;
  }

  public WhenForgotten whenForgotten() {
    return whenForgotten;
  }

  @Override
  public String toString() {
    return "%s (%s, remembers %s)".formatted(name, timed ? "timed" : "timeless", horizon);
  }

  /** What happens to a key that is older than the memory of its scope. */
  public enum WhenForgotten {
    /** Refused, and written to {@code semel_quarantine} for a person or a reconciliation. */
    QUARANTINE,
    /** Refused. */
    REFUSE,
    /** Applied as if it were new, and counted. Only where a second effect does no harm. */
    APPLY
  }
}
