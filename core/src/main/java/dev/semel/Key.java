// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The name of one effect: the scope that deduplicates it and the caller's stable id within that
 * scope. Immutable and safe to share between threads.
 *
 * <p>Ids are compared byte by byte: {@code Order-1} and {@code order-1} are two keys. An id that is
 * a UUID in its canonical lower-case form is stored as one; any other id is stored as a 128-bit
 * hash with its text beside it.
 */
public final class Key {
  private static final int SCOPE_LENGTH_MAX = 100;
  private static final int ID_LENGTH_MAX = 255;

  private final String scope;
  private final String id;
  private final @Nullable Fingerprint fingerprint;
  private final @Nullable Instant origin;

  private Key(
      String scope, String id, @Nullable Fingerprint fingerprint, @Nullable Instant origin) {
    this.scope = scope;
    this.id = id;
    this.fingerprint = fingerprint;
    this.origin = origin;
  }

  /**
   * Names an effect.
   *
   * @param scope who deduplicates: a consumer, an operation; 1 to 100 visible ASCII characters
   * @param id what the sender calls this event or request, the same on every resend; 1 to 255
   *     visible ASCII characters
   */
  public static Key of(String scope, String id) {
    return new Key(
        visible("scope", scope, SCOPE_LENGTH_MAX), visible("id", id, ID_LENGTH_MAX), null, null);
  }

  /** Names an effect by a UUID. */
  public static Key of(String scope, UUID id) {
    return of(scope, id.toString());
  }

  /**
   * This key bound to the content it stands for. The same key over other content is refused with
   * {@link MismatchException}: never skipped, never answered with the old result.
   */
  public Key over(byte[] content) {
    return over(Fingerprint.of(content));
  }

  /** This key bound to a fingerprint the caller computed. */
  public Key over(Fingerprint content) {
    return new Key(scope, id, Objects.requireNonNull(content, "content"), origin);
  }

  /**
   * This key with the birth time of its message, which must be stamped once, by the first sender,
   * and never be rewritten on a resend: in a timed scope it decides where the key is looked for.
   * Ids that carry their own time (UUIDv7, ULID) do not need it and are not overruled by it.
   */
  public Key bornAt(Instant birth) {
    return new Key(scope, id, fingerprint, Objects.requireNonNull(birth, "birth"));
  }

  public String scope() {
    return scope;
  }

  public String id() {
    return id;
  }

  public Optional<Fingerprint> fingerprint() {
    return Optional.ofNullable(fingerprint);
  }

  public Optional<Instant> origin() {
    return Optional.ofNullable(origin);
  }

  /** Two keys are equal when they name the same effect, whatever content they are bound to. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Key that && scope.equals(that.scope) && id.equals(that.id);
  }

  @Override
  public int hashCode() {
    return 31 * scope.hashCode() + id.hashCode();
  }

  @Override
  public String toString() {
    return scope + "/" + id;
  }

  private static String visible(String what, String value, int lengthMax) {
    Objects.requireNonNull(value, what);
    if (value.isEmpty() || value.length() > lengthMax) {
      throw new IllegalArgumentException(
          "SEMEL-020 the %s of a key has %d characters; it needs 1 to %d visible ASCII ones"
              .formatted(what, value.length(), lengthMax));
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < 0x21 || c > 0x7e) {
        throw new IllegalArgumentException(
            ("SEMEL-020 the %s of a key has the character U+%04X at position %d; only visible ASCII"
                    + " (! to ~) is allowed: encode or hash such ids first")
                .formatted(what, (int) c, i));
      }
    }
    return value;
  }
}
