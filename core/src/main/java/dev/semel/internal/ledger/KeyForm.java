// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.internal.outbox.Pending;
import dev.semel.internal.sql.Ring;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.ScopeRow;
import dev.semel.internal.sql.Uuids;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a key is stored. A pure function: the same key gives the same row for ever, on every machine.
 *
 * <p>An id that is a UUID in canonical lower case is kept as that UUID. Any other id is kept as the
 * first 128 bits of its SHA-256, marked as UUID version 8, with its text beside it. A UUID that
 * says it is version 8 is hashed like any text, so nobody can choose a UUID that equals the hash of
 * somebody else's id.
 */
final class KeyForm {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private KeyForm() {}

  /**
   * The row of a key.
   *
   * @return null if the scope is timed and the key carries no time
   */
  static @Nullable RowKey of(Key key, ScopeRow scope) {
    UUID uuid = uuid(key.id());
    Instant given = key.origin().map(time -> time.truncatedTo(ChronoUnit.MILLIS)).orElse(null);
    Instant origin = given;
    int slot = Ring.TIMELESS;
    if (scope.timed()) {
      Instant own = timeIn(key.id(), uuid);
      origin = own != null ? own : given;
      if (origin == null) {
        return null;
      }
      slot = Ring.slot(origin);
    }
    UUID fingerprint = key.fingerprint().map(f -> Uuids.of(f.bytes())).orElse(null);
    return uuid != null
        ? new RowKey(slot, scope.id(), uuid, null, fingerprint, origin)
        : new RowKey(slot, scope.id(), hash(key.id()), key.id(), fingerprint, origin);
  }

  /** When what a key names was born, if the key says so. */
  static @Nullable Instant birth(Key key) {
    Instant own = timeIn(key.id(), uuid(key.id()));
    return own != null ? own : key.origin().orElse(null);
  }

  /** What the ids of messages are derived from that are published while this key is applied. */
  static Pending.Origin origin(Key key) {
    return new Pending.Origin(key.scope(), key.id(), birth(key));
  }

  /** The same key among the timeless ones, for a scope that applies what it has forgotten. */
  static RowKey timeless(RowKey key) {
    return new RowKey(Ring.TIMELESS, key.scope(), key.id(), key.text(), key.fingerprint(), null);
  }

  private static @Nullable UUID uuid(String id) {
    if (id.length() != 36) {
      return null;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return null;
      }
    }
    UUID uuid = UUID.fromString(id);
    return uuid.version() == 8 ? null : uuid;
  }

  static UUID hash(String id) {
    return Uuids.ofHash(sha256(id.getBytes(StandardCharsets.US_ASCII)));
  }

  private static @Nullable Instant timeIn(String id, @Nullable UUID uuid) {
    if (uuid != null) {
      return uuid.version() == 7 && uuid.variant() == 2
          ? Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16)
          : null;
    }
    return ulidTime(id);
  }

  /** The time in a ULID: 26 upper-case Crockford digits, the first ten of them milliseconds. */
  private static @Nullable Instant ulidTime(String id) {
    if (id.length() != 26 || id.charAt(0) > '7') {
      return null;
    }
    long millis = 0;
    for (int i = 0; i < id.length(); i++) {
      int digit = CROCKFORD.indexOf(id.charAt(i));
      if (digit < 0) {
        return null;
      }
      millis = i < 10 ? (millis << 5) | digit : millis;
    }
    return Instant.ofEpochMilli(millis);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
