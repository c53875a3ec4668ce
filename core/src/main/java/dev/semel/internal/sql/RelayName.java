// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * A share of a relay. Immutable.
 *
 * @param share 0 to shares - 1
 * @param shares how many there are
 */
public record RelayName(String name, int share, int shares) {
  @Override
  public String toString() {
    return shares == 1 ? name : "%s (share %d of %d)".formatted(name, share + 1, shares);
  }
}
