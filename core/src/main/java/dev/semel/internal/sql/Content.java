// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.Arrays;

/** Bytes and what they are. */
@SuppressWarnings("ArrayRecordComponent") // Compared by sameAs alone.
public record Content(String type, byte[] bytes) {
  public boolean sameAs(Content other) {
    return type.equals(other.type) && Arrays.equals(bytes, other.bytes);
  }
}
