// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.UUID;

/**
 * A lane of an epoch of a source: the ids, made of the names, and the names, for people.
 *
 * @param id of all four names
 * @param sourceId of the scope and the source
 * @param epochId of the epoch
 */
public record PositionName(
    UUID id, UUID sourceId, UUID epochId, String scope, String source, String epoch, String lane) {
  @Override
  public String toString() {
    return "%s/%s[%s] of epoch %s".formatted(scope, source, lane, epoch);
  }
}
