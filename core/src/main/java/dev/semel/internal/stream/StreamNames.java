// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.stream;

import dev.semel.Fingerprint;
import dev.semel.internal.sql.PositionName;
import dev.semel.internal.sql.StreamName;
import dev.semel.internal.sql.Uuids;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;

/** The names callers give to streams, sources, epochs and lanes, and the ids made of them. */
public final class StreamNames {
  private static final int SCOPE_LENGTH_MAX = 100;
  private static final int LENGTH_MAX = 255;

  private StreamNames() {}

  /** The scope itself, if it is one. */
  public static String scope(String scope) {
    return visible("scope", scope, SCOPE_LENGTH_MAX);
  }

  /** A stream of a projection. */
  static StreamName stream(String scope, String stream) {
    visible("stream", stream, LENGTH_MAX);
    return new StreamName(id("stream", scope, stream), scope, stream);
  }

  /** A lane of an epoch of a source. */
  public static PositionName position(String scope, String source, String epoch, String lane) {
    visible("source", source, LENGTH_MAX);
    visible("epoch", epoch, LENGTH_MAX);
    visible("lane", lane, LENGTH_MAX);
    return new PositionName(
        id("position", scope, source, epoch, lane),
        id("source", scope, source),
        id("epoch", epoch),
        scope,
        source,
        epoch,
        lane);
  }

  private static UUID id(String... names) {
    byte[][] parts = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      parts[i] = names[i].getBytes(StandardCharsets.US_ASCII);
    }
    return Uuids.of(Fingerprint.of(parts).bytes());
  }

  private static String visible(String what, String value, int lengthMax) {
    Objects.requireNonNull(value, what);
    boolean ascii = value.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    if (value.isEmpty() || value.length() > lengthMax || !ascii) {
      throw new IllegalArgumentException(
          ("SEMEL-020 the name of the %s has %d characters%s; it needs 1 to %d visible ASCII ones:"
                  + " encode or hash others first")
              .formatted(what, value.length(), ascii ? "" : " and not only ASCII", lengthMax));
    }
    return value;
  }
}
