// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that one side has a record of: a charge, a refund, a payout. One entry per thing, with
 * the status it has now, not one per event. Immutable.
 *
 * @param ref the reference both sides know, such as the id of an effect
 * @param altRefs other names of it, for people; nothing is matched by them
 * @param kind what it is, in words both sides share, such as {@code charge}
 * @param direction which way the money goes, seen from us
 * @param amountMinor in minor units of the currency, such as cents; never negative
 * @param currency the code of ISO 4217
 * @param status what became of it
 * @param occurredAt when it came to be; never changes afterwards
 * @param settledAt when it was captured or settled; null if never
 * @param feeMinor the fee in minor units; null if this side does not know it
 * @param batchRef the payout it is part of, if any
 * @param digest a hash of the source's own record, in hex; never the record
 */
public record Entry(
    String ref,
    List<String> altRefs,
    String kind,
    Direction direction,
    long amountMinor,
    String currency,
    Status status,
    Instant occurredAt,
    @Nullable Instant settledAt,
    @Nullable Long feeMinor,
    @Nullable String batchRef,
    @Nullable String digest) {
  private static final int TEXT_LENGTH_MAX = 500;
  private static final int ALT_REFS_MAX = 20;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{8,128}");

  public Entry {
    text("ref", ref);
    altRefs = List.copyOf(altRefs);
    if (altRefs.size() > ALT_REFS_MAX) {
      throw bad("it has %d altRefs; %d are allowed".formatted(altRefs.size(), ALT_REFS_MAX));
    }
    altRefs.forEach(other -> text("altRef", other));
    text("kind", kind);
    Objects.requireNonNull(direction, "direction");
    if (amountMinor < 0) {
      throw bad("its amountMinor is negative; direction says which way money goes");
    }
    currency = currencyCode(currency);
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(occurredAt, "occurredAt");
    if (batchRef != null) {
      text("batchRef", batchRef);
    }
    if (digest != null && !DIGEST.matcher(digest).matches()) {
      throw bad("its digest is not 8 to 128 digits of lower-case hex");
    }
  }

  /** The choices for an entry with this reference. */
  public static Builder of(String ref) {
    return new Builder(ref);
  }

  private static void text(String what, String value) {
    Objects.requireNonNull(value, what);
    if (value.isEmpty() || value.length() > TEXT_LENGTH_MAX) {
      throw bad(
          "its %s has %d characters; 1 to %d are allowed"
              .formatted(what, value.length(), TEXT_LENGTH_MAX));
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isISOControl(c)) {
        throw bad("its %s has a control character at position %d".formatted(what, i));
      }
      if (Character.isSurrogate(c)) {
        i = endOfPair(what, value, i);
      }
    }
  }

  /** Half a pair has no UTF-8, and so no place in the order. */
  private static int endOfPair(String what, String value, int i) {
    if (i + 1 < value.length() && Character.isSurrogatePair(value.charAt(i), value.charAt(i + 1))) {
      return i + 1;
    }
    throw bad("its %s has half a surrogate pair at position %d".formatted(what, i));
  }

  private static String currencyCode(String code) {
    try {
      return Currency.getInstance(code).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      throw bad("its currency is no code of ISO 4217");
    }
  }

  private static IllegalArgumentException bad(String problem) {
    return new IllegalArgumentException("SEMEL-705 not an entry: " + problem);
  }

  /** Collects an entry. Not thread-safe. */
  public static final class Builder {
    private final String ref;
    private List<String> altRefs = List.of();
    private String kind = "payment";
    private @Nullable Direction direction;
    private long amountMinor;
    private String currency = "";
    private @Nullable Status status;
    private @Nullable Instant occurredAt;
    private @Nullable Instant settledAt;
    private @Nullable Long feeMinor;
    private @Nullable String batchRef;
    private @Nullable String digest;

    private Builder(String ref) {
      this.ref = ref;
    }

    public Builder altRefs(String... others) {
      this.altRefs = List.of(others);
      return this;
    }

    /** What it is, in words both sides share; {@code payment} by default. */
    public Builder kind(String word) {
      this.kind = word;
      return this;
    }

    /** Money that comes to us. */
    public Builder in(long minor, String currencyCode) {
      return money(Direction.IN, minor, currencyCode);
    }

    /** Money that leaves us. */
    public Builder out(long minor, String currencyCode) {
      return money(Direction.OUT, minor, currencyCode);
    }

    public Builder money(Direction way, long minor, String currencyCode) {
      this.direction = way;
      this.amountMinor = minor;
      this.currency = currencyCode;
      return this;
    }

    public Builder status(Status became) {
      this.status = became;
      return this;
    }

    public Builder occurredAt(Instant instant) {
      this.occurredAt = instant;
      return this;
    }

    public Builder settledAt(@Nullable Instant instant) {
      this.settledAt = instant;
      return this;
    }

    public Builder feeMinor(@Nullable Long minor) {
      this.feeMinor = minor;
      return this;
    }

    public Builder batchRef(@Nullable String payout) {
      this.batchRef = payout;
      return this;
    }

    public Builder digest(@Nullable String hex) {
      this.digest = hex;
      return this;
    }

    /**
     * Checks everything.
     *
     * @throws IllegalArgumentException if it is not an entry
     */
    public Entry build() {
      if (direction == null || status == null || occurredAt == null) {
        throw bad("it needs money, a status and when it occurred");
      }
      return new Entry(
          ref,
          altRefs,
          kind,
          direction,
          amountMinor,
          currency,
          status,
          occurredAt,
          settledAt,
          feeMinor,
          batchRef,
          digest);
    }
  }
}
