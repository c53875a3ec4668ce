// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Body;
import dev.semel.http.BodyRule;
import dev.semel.http.Caller;
import dev.semel.http.Incoming;
import dev.semel.http.Rebuilder;
import dev.semel.http.Resolver;
import dev.semel.http.Selector;
import dev.semel.http.internal.record.HeaderPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an operation wants. Written only while it is copied; read-only from then on. */
public final class Policy {
  static final Duration SETTLING_DEFAULT = Duration.ofSeconds(2);

  public final String name;
  public boolean required = true;
  public boolean strict;
  public int keyLengthMin = 1;
  public Duration wait = Duration.ZERO;
  public Duration keepResponses = Duration.ofHours(24);
  public boolean anonymous;
  public @Nullable Function<Incoming, Optional<Caller>> callers;
  public @Nullable BodyRule bodyRule;
  public List<String> comparedHeaders = List.of();
  public List<Selector> ignored = List.of();
  public List<String> storedHeaders = List.of();
  public boolean storeServerErrors;
  public boolean storeClientErrors = true;
  public boolean storeBodies = true;
  public boolean replayable = true;
  public Effects effects = new Effects.InTransaction();
  public boolean rerun;
  public boolean openWhenUnreachable;
  public @Nullable Resolver resolver;
  public @Nullable Rebuilder rebuilder;
  public long bodyBytesMax = 8L * 1024 * 1024;
  public Duration bodyTimeMax = Duration.ofMinutes(1);
  public int responseBytesMax = 32 * 1024;
  public long heldBytesMax = 64L * 1024 * 1024;
  public Duration settling = SETTLING_DEFAULT;
  private @Nullable HeaderPolicy headers;

  public Policy(String name) {
    this.name = name;
  }

  private Policy(Policy that) {
    this.name = that.name;
    this.required = that.required;
    this.strict = that.strict;
    this.keyLengthMin = that.keyLengthMin;
    this.wait = that.wait;
    this.keepResponses = that.keepResponses;
    this.anonymous = that.anonymous;
    this.callers = that.callers;
    this.bodyRule = that.bodyRule;
    this.comparedHeaders = that.comparedHeaders;
    this.ignored = that.ignored;
    this.storedHeaders = that.storedHeaders;
    this.storeServerErrors = that.storeServerErrors;
    this.storeClientErrors = that.storeClientErrors;
    this.storeBodies = that.storeBodies;
    this.replayable = that.replayable;
    this.effects = that.effects;
    this.rerun = that.rerun;
    this.openWhenUnreachable = that.openWhenUnreachable;
    this.resolver = that.resolver;
    this.rebuilder = that.rebuilder;
    this.bodyBytesMax = that.bodyBytesMax;
    this.bodyTimeMax = that.bodyTimeMax;
    this.responseBytesMax = that.responseBytesMax;
    this.heldBytesMax = that.heldBytesMax;
    this.settling = that.settling;
  }

  /** What an answer is held back in. */
  Spool newAnswer() {
    return new Spool(Body.MEMORY_BYTES, heldBytesMax);
  }

  /** Which headers of an answer are kept. */
  HeaderPolicy headers() {
    HeaderPolicy known = headers;
    if (known == null) {
      known = HeaderPolicy.keeping(storedHeaders);
      headers = known;
    }
    return known;
  }

  /** A copy with a change. */
  public Policy with(Consumer<Policy> change) {
    Policy copy = new Policy(this);
    change.accept(copy);
    return copy;
  }
}
