// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.Codec;
import dev.semel.internal.remote.Capability;
import dev.semel.internal.remote.Plan;
import dev.semel.internal.remote.PlanProblems;
import dev.semel.internal.remote.Timing;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The choices for a {@link RemoteEffect}. One of them is about what happens to a call whose answer
 * was lost, and has no default: without an honest one it does not build. For one thread.
 */
public final class RemoteEffectBuilder<Q, R> {
  private final String name;
  private final Codec<Q> requests;
  private final Codec<R> results;
  private RemoteFunctions.@Nullable Calling<Q, R> calling;
  private RemoteFunctions.@Nullable Looking<Q, R> looking;
  private RemoteFunctions.@Nullable Reversing<Q> reversing;
  private RemoteFunctions.@Nullable Following<R> succeeded;
  private RemoteFunctions.@Nullable Following<String> failed;
  private Function<R, @Nullable String> reference = result -> null;
  private Function<Throwable, @Nullable Ending> endings = thrown -> null;
  private Capability capability = Capability.NONE;
  private Timing timing = Timing.DEFAULT;
  private int keyLengthMax = Plan.KEY_LENGTH;

  RemoteEffectBuilder(String name, Codec<Q> requests, Codec<R> results) {
    this.name = name;
    this.requests = requests;
    this.results = results;
  }

  /** How the call is made. It must not try again by itself. */
  public RemoteEffectBuilder<Q, R> call(RemoteFunctions.Calling<Q, R> calling) {
    this.calling = Objects.requireNonNull(calling, "calling");
    return this;
  }

  /**
   * The gateway takes a key, and for this time after the first attempt a further one with the same
   * key does nothing but give the same answer. Nothing is sent any more a margin before its end.
   */
  public RemoteEffectBuilder<Q, R> idempotentFor(Duration window) {
    capability = capability.withWindow(Objects.requireNonNull(window, "window"));
    return this;
  }

  /** How long before the end of the window nothing is sent any more; an hour by default. */
  public RemoteEffectBuilder<Q, R> stoppingBeforeTheEnd(Duration margin) {
    capability = capability.withMargin(Objects.requireNonNull(margin, "margin"));
    return this;
  }

  /**
   * The gateway can be asked about an effect by its key.
   *
   * @param visibleAfter how long after a call the gateway may still say that it knows nothing of it
   */
  public RemoteEffectBuilder<Q, R> lookup(
      RemoteFunctions.Looking<Q, R> looking, Duration visibleAfter) {
    this.looking = Objects.requireNonNull(looking, "looking");
    capability = capability.withLookup(Objects.requireNonNull(visibleAfter, "visibleAfter"));
    return this;
  }

  /**
   * How long after it was sent a call may still arrive, as from a queue on the way; a minute by
   * default. Before that, nothing that the gateway does not know counts as not done.
   */
  public RemoteEffectBuilder<Q, R> arrivingWithin(Duration delay) {
    capability = capability.withArrival(Objects.requireNonNull(delay, "delay"));
    return this;
  }

  /**
   * A call that was not known to the gateway by then can never arrive: it may be sent once more.
   */
  public RemoteEffectBuilder<Q, R> neverArrivingLater() {
    capability = capability.withoutLateArrival();
    return this;
  }

  /** What may have been done can be undone by its key, and was not done then. */
  public RemoteEffectBuilder<Q, R> reversedBy(RemoteFunctions.Reversing<Q> reversing) {
    this.reversing = Objects.requireNonNull(reversing, "reversing");
    capability = capability.withReversal();
    return this;
  }

  /** Nothing helps: a call whose answer was lost waits for a person. */
  public RemoteEffectBuilder<Q, R> neverRepeat() {
    capability = capability.withNeverRepeat();
    return this;
  }

  /** Nothing helps, and that it happens twice is accepted. */
  public RemoteEffectBuilder<Q, R> mayDuplicate() {
    capability = capability.withDuplicates();
    return this;
  }

  /** How long a call may take; 30 seconds by default. The call itself has to keep to it. */
  public RemoteEffectBuilder<Q, R> timeout(Duration timeout) {
    timing = timing.withTimeout(Objects.requireNonNull(timeout, "timeout"));
    return this;
  }

  /**
   * By how much clocks and pauses may make a call longer than its timeout; 10 seconds by default.
   */
  public RemoteEffectBuilder<Q, R> skew(Duration skew) {
    timing = timing.withSkew(Objects.requireNonNull(skew, "skew"));
    return this;
  }

  /** Between attempts: at first, and at most; a second and 5 minutes by default. */
  public RemoteEffectBuilder<Q, R> pausing(Duration first, Duration longest) {
    timing =
        timing.withPauses(
            Objects.requireNonNull(first, "first"), Objects.requireNonNull(longest, "longest"));
    return this;
  }

  /** After how many attempts a person is asked; 100 by default. */
  public RemoteEffectBuilder<Q, R> attemptsMax(int attempts) {
    timing = timing.withAttempts(attempts);
    return this;
  }

  /** The longest key the gateway takes; 22 is enough for anybody. */
  public RemoteEffectBuilder<Q, R> keyLengthMax(int characters) {
    this.keyLengthMax = characters;
    return this;
  }

  /** What the gateway calls what came of it, which is kept for people and to find it by. */
  public RemoteEffectBuilder<Q, R> reference(Function<R, @Nullable String> reference) {
    this.reference = Objects.requireNonNull(reference, "reference");
    return this;
  }

  /** What is thrown by the call means this; null for what is not known. */
  public RemoteEffectBuilder<Q, R> classifying(Function<Throwable, @Nullable Ending> endings) {
    this.endings = Objects.requireNonNull(endings, "endings");
    return this;
  }

  /** What is written, and published, in the transaction that records that it happened. */
  public RemoteEffectBuilder<Q, R> whenSucceeded(RemoteFunctions.Following<R> following) {
    this.succeeded = Objects.requireNonNull(following, "following");
    return this;
  }

  /** The same for the one that records that it did not. */
  public RemoteEffectBuilder<Q, R> whenFailed(RemoteFunctions.Following<String> following) {
    this.failed = Objects.requireNonNull(following, "following");
    return this;
  }

  /**
   * Checks everything.
   *
   * @throws IllegalArgumentException with all that is wrong
   */
  public RemoteEffect<Q, R> build() {
    List<String> problems =
        PlanProblems.of(name, calling != null, capability, timing, keyLengthMax);
    if (!problems.isEmpty() || calling == null) {
      throw new IllegalArgumentException(
          "SEMEL-070 the remote effect %s: %s".formatted(name, String.join("; ", problems)));
    }
    return new Plan<>(
        name,
        requests,
        results,
        new Plan.Functions<>(calling, looking, reversing, succeeded, failed, reference, endings),
        capability,
        timing);
  }
}
