// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Collectors;

/** Lists as one parameter, for databases without arrays. */
final class JsonList {
  private JsonList() {}

  /** The 32 hex digits of each. */
  static String of(Collection<UUID> uuids) {
    return uuids.stream()
        .map(uuid -> '"' + HexFormat.of().formatHex(Uuids.bytes(uuid)) + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }
}
