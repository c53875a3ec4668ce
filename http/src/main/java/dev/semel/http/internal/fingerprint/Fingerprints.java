// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.Fingerprint;
import dev.semel.http.internal.digest.Parts;
import java.util.Arrays;

/**
 * The fingerprints of requests: the version of the rules, and 120 bits of a SHA-256 by them.
 *
 * <p>Version 1 is for ever as it is. Another rule is another version beside it, since ledgers are
 * full of fingerprints that were made by the first.
 */
public final class Fingerprints {
  /** What new requests are recorded with. */
  public static final int LATEST = 1;

  private Fingerprints() {}

  /** What came of a comparison. */
  public enum Match {
    SAME,
    DIFFERENT,
    /** It was recorded by rules that came after this software: nobody here can tell. */
    UNKNOWN_VERSION
  }

  public static Fingerprint of(int version, RequestFacts facts, BodyDigest body) {
    if (!knows(version)) {
      throw new IllegalArgumentException(
          "fingerprints of version %d; known are 1 to %d".formatted(version, LATEST));
    }
    Parts parts = new Parts().tag('F').number(version);
    facts.into(parts);
    body.into(parts.tag('B'));
    byte[] bytes = Arrays.copyOf(parts.digest(), Fingerprint.SIZE);
    bytes[0] = (byte) version;
    return Fingerprint.ofBytes(bytes);
  }

  /** Whether this request is the one that was recorded, by the rules it was recorded with. */
  public static Match compare(Fingerprint stored, RequestFacts facts, BodyDigest body) {
    int version = versionOf(stored);
    if (!knows(version)) {
      return Match.UNKNOWN_VERSION;
    }
    return of(version, facts, body).equals(stored) ? Match.SAME : Match.DIFFERENT;
  }

  public static int versionOf(Fingerprint stored) {
    return Byte.toUnsignedInt(stored.bytes()[0]);
  }

  private static boolean knows(int version) {
    return version == 1;
  }
}
