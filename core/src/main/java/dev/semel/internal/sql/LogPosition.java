// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * A place in the log of messages. Immutable.
 *
 * @param stamp grows with the transactions; 0 where the database has nothing like it
 * @param id the number of the row
 */
public record LogPosition(long stamp, long id) implements Comparable<LogPosition> {
  /** Before everything. */
  public static final LogPosition START = new LogPosition(0, 0);

  @Override
  public int compareTo(LogPosition other) {
    int byStamp = Long.compareUnsigned(stamp, other.stamp);
    return byStamp != 0 ? byStamp : Long.compare(id, other.id);
  }

  public boolean isAfter(LogPosition other) {
    return compareTo(other) > 0;
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(stamp) + ":" + id;
  }
}
