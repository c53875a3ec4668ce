// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import dev.semel.http.internal.exchange.Effects;
import dev.semel.http.internal.exchange.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What an endpoint wants of its idempotency keys. Immutable and safe to share between threads; each
 * method gives a copy.
 *
 * <p>By default the key is required, a second request does not wait for the first, answers are kept
 * for 24 hours, and all effects are in the transaction of the request.
 */
public final class Operation {
  private final Policy policy;

  private Operation(Policy policy) {
    this.policy = policy;
  }

  /**
   * An operation with the defaults.
   *
   * @param name chosen once and for ever: it is part of what a key stands for. Not the name of a
   *     class or method, which changes
   */
  public static Operation named(String name) {
    return new Operation(new Policy(Objects.requireNonNull(name, "name")));
  }

  /** A request without a key is run unprotected. */
  public Operation optional() {
    return with(p -> p.required = false);
  }

  /** Keys must be quoted strings, as RFC 9651 has them; bare ones are malformed. */
  public Operation strict() {
    return with(p -> p.strict = true);
  }

  /** Shorter keys are refused as too weak; 1 by default. */
  public Operation keyLengthMin(int characters) {
    return with(p -> p.keyLengthMin = characters);
  }

  /**
   * How long a request waits, without a connection, for another with its key; not at all by
   * default. As many as the API allows wait; the others are told to come again.
   */
  public Operation waitingUpTo(Duration wait) {
    Objects.requireNonNull(wait, "wait");
    return with(p -> p.wait = wait);
  }

  /** How long the answer is kept and replayed; 24 hours by default. Later it is 410. */
  public Operation keepingResponsesFor(Duration time) {
    Objects.requireNonNull(time, "time");
    return with(p -> p.keepResponses = time);
  }

  /**
   * May be called by somebody who is not authenticated. Needs {@link #callersBy} and keys that
   * cannot be guessed: {@link #keyLengthMin} of 22 or more.
   */
  public Operation anonymous() {
    return with(p -> p.anonymous = true);
  }

  /**
   * Who the caller is, instead of the authenticated principal: what separates the keys of
   * strangers. Never an address.
   */
  public Operation callersBy(Function<Incoming, Optional<Caller>> resolver) {
    Objects.requireNonNull(resolver, "resolver");
    return with(p -> p.callers = resolver);
  }

  /** How bodies are compared: by parts for {@code multipart/form-data}, else byte by byte. */
  public Operation comparing(BodyRule rule) {
    Objects.requireNonNull(rule, "rule");
    return with(p -> p.bodyRule = rule);
  }

  /** Headers that are part of what the key stands for, such as the version of the API. */
  public Operation comparingHeaders(String... names) {
    return with(p -> p.comparedHeaders = List.of(names));
  }

  /** What may differ between two attempts and means nothing, such as the time of sending. */
  public Operation ignoring(Selector... selectors) {
    return with(p -> p.ignored = List.of(selectors));
  }

  /** More headers of the answer to keep; some are never kept and refused here. */
  public Operation storingHeaders(String... names) {
    return with(p -> p.storedHeaders = List.of(names));
  }

  /** An answer of 5xx commits what was done and is kept, as if it were a success. */
  public Operation storingServerErrors() {
    return with(p -> p.storeServerErrors = true);
  }

  /** An answer of 4xx is rolled back and not kept: the key is free to be used for a better try. */
  public Operation notStoringClientErrors() {
    return with(p -> p.storeClientErrors = false);
  }

  /** Keeps that it happened, its status and headers, but no body; see {@link #rebuilding}. */
  public Operation storingNoBodies() {
    return with(p -> p.storeBodies = false);
  }

  /** The answer is a stream, or for another reason not to be kept. */
  public Operation notReplayable() {
    return with(p -> p.replayable = false);
  }

  /**
   * Has effects that no transaction covers. They happen at most once: what is not settled when the
   * lease is over has an unknown outcome, and is not run again.
   */
  public Operation untracked(Duration lease) {
    Objects.requireNonNull(lease, "lease");
    return with(p -> p.effects = new Effects.Untracked(lease));
  }

  /**
   * How long the answer of untracked work is held back while the ledger that is to keep it cannot
   * be reached; 2 seconds by default. Then it is sent without being kept, since what it tells has
   * happened; who asks again is told that the outcome is unknown.
   */
  public Operation settlingUpTo(Duration time) {
    Objects.requireNonNull(time, "time");
    return with(p -> p.settling = time);
  }

  /** Runs again what has an unknown outcome; only where a second effect does no harm. */
  public Operation reRunningWhenUnknown() {
    return with(p -> p.rerun = true);
  }

  /** Asks what became of a request that has an unknown outcome. */
  public Operation resolving(Resolver resolver) {
    Objects.requireNonNull(resolver, "resolver");
    return with(p -> p.resolver = resolver);
  }

  /** Makes answers again whose body was not kept. */
  public Operation rebuilding(Rebuilder rebuilder) {
    Objects.requireNonNull(rebuilder, "rebuilder");
    return with(p -> p.rebuilder = rebuilder);
  }

  /** Runs unprotected what comes while the ledger cannot be asked; only for what is untracked. */
  public Operation openWhenUnreachable() {
    return with(p -> p.openWhenUnreachable = true);
  }

  /** The largest body of a request; 8 MiB by default. Larger is 413. */
  public Operation bodyBytesMax(long bytes) {
    return with(p -> p.bodyBytesMax = bytes);
  }

  /** How long the body of a request may take to arrive; a minute by default. Slower is 408. */
  public Operation bodyTimeMax(Duration time) {
    Objects.requireNonNull(time, "time");
    return with(p -> p.bodyTimeMax = time);
  }

  /**
   * The largest body of an answer that is kept; 32 KiB by default. Larger is sent all the same, up
   * to {@link #heldBytesMax}. What the ledger takes as a result must be 8 KiB more, for the status
   * and the headers.
   */
  public Operation responseBytesMax(int bytes) {
    return with(p -> p.responseBytesMax = bytes);
  }

  /**
   * The largest body of an answer at all; 64 MiB by default. An answer is held back until the
   * commit, in memory and then in a file, so there is an end to it: what the work writes beyond
   * throws, and if it answers all the same, the answer is 500 and nothing of a transaction stays.
   */
  public Operation heldBytesMax(long bytes) {
    return with(p -> p.heldBytesMax = bytes);
  }

  public String name() {
    return policy.name;
  }

  Policy policy() {
    return policy;
  }

  private Operation with(Consumer<Policy> change) {
    return new Operation(policy.with(change));
  }

  @Override
  public String toString() {
    return policy.name;
  }
}
