// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.time.Duration;
import java.time.InstantSource;

/** How a {@link FakeProvider} is to be. For one thread. */
public final class FakeProviderBuilder {
  private InstantSource clock = InstantSource.system();
  private Duration keyWindow = Duration.ofHours(24);
  private Duration visibleAfter = Duration.ZERO;
  private Duration heldFor = Duration.ofSeconds(30);
  private Duration lateBy = Duration.ofSeconds(2);
  private int changedRequestStatus = 422;
  private boolean waitsForSameKey;
  private boolean repeatsErrors;

  FakeProviderBuilder() {}

  /** The provider's clock; the machine's by default. With a manual one, windows end at once. */
  public FakeProviderBuilder clock(InstantSource source) {
    this.clock = source;
    return this;
  }

  /** How long a key is remembered after its first request; 24 hours by default. */
  public FakeProviderBuilder keyWindow(Duration window) {
    if (window.isNegative() || window.isZero()) {
      throw Options.bad("a key window of " + window + " remembers nothing: use a time above zero");
    }
    this.keyWindow = window;
    return this;
  }

  /**
   * How long after a charge lookups begin to find it, by the provider's clock; at once by default.
   */
  public FakeProviderBuilder visibleAfter(Duration lag) {
    this.visibleAfter = Options.time("a visibility lag", lag);
    return this;
  }

  /**
   * How long a client that times out is left without an answer, at most, before the connection is
   * closed; 30 seconds by default. {@link FakeProvider#letGo()} ends it before.
   */
  public FakeProviderBuilder holdsFor(Duration max) {
    this.heldFor = Options.time("a time to hold a request", max);
    return this;
  }

  /**
   * How long a {@link Misbehaviour#LATE_SUCCESS} takes; 2 seconds by default. {@link
   * FakeProvider#letGo()} ends it before.
   */
  public FakeProviderBuilder lateBy(Duration time) {
    this.lateBy = Options.time("a late success", time);
    return this;
  }

  /** A key that comes with another request is answered 409 instead of 422. */
  public FakeProviderBuilder changedRequestIsConflict() {
    this.changedRequestStatus = 409;
    return this;
  }

  /** A request whose key is in progress waits for the answer, instead of being answered 409. */
  public FakeProviderBuilder sameKeyWaits() {
    this.waitsForSameKey = true;
    return this;
  }

  /**
   * After {@link Misbehaviour#ERROR_AFTER_CHARGING}, repetitions with the key are answered 500 as
   * well, so that only a lookup tells; by default they are answered with the charge.
   */
  public FakeProviderBuilder repeatsErrors() {
    this.repeatsErrors = true;
    return this;
  }

  /** Starts it on a free port of the loopback. */
  public FakeProvider start() {
    return new FakeProvider(this);
  }

  ProviderLedger ledger() {
    return new ProviderLedger(clock, visibleAfter);
  }

  KeyWindow keys() {
    return new KeyWindow(clock, keyWindow, waitsForSameKey ? heldFor : Duration.ZERO);
  }

  Duration heldFor() {
    return heldFor;
  }

  Duration lateBy() {
    return lateBy;
  }

  int changedRequestStatus() {
    return changedRequestStatus;
  }

  boolean isRepeatingErrors() {
    return repeatsErrors;
  }
}
