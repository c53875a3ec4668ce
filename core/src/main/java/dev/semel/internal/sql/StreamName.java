// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.UUID;

/** A stream: its id, made of the names, and the names, for people. */
public record StreamName(UUID id, String scope, String stream) {
  @Override
  public String toString() {
    return scope + "/" + stream;
  }
}
