// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The fixed ring of day slots. A timed key lives in the slot of the UTC day it was born on, so its
 * place is a function of the key alone and a day is forgotten by emptying one slot.
 */
public final class Ring {
  /** Day slots, numbered from 0. */
  public static final int DAYS = 64;

  /** The slot of keys that carry no time. */
  public static final int TIMELESS = DAYS;

  /** How far ahead of the database's clock a key may be born. */
  public static final Duration AHEAD_MAX = Duration.ofDays(1);

  /**
   * How much longer than the horizon a slot is kept, so that no paused claim outlives its check.
   */
  public static final Duration SLACK = Duration.ofDays(1);

  /** The longest horizon that fits: today, the day ahead, the slack and a broken day are taken. */
  public static final Duration HORIZON_MAX = Duration.ofDays(DAYS - 4L);

  private Ring() {}

  public static long day(Instant instant) {
    return Math.floorDiv(instant.getEpochSecond(), Duration.ofDays(1).toSeconds());
  }

  public static int slot(Instant origin) {
    return (int) Math.floorMod(day(origin), (long) DAYS);
  }

  public static Instant startOf(long day) {
    return LocalDate.ofEpochDay(day).atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The one day of the 64 that end with tomorrow which lives in this slot. */
  public static long dayIn(int slot, Instant now) {
    long last = day(now.plus(AHEAD_MAX));
    return last - Math.floorMod(last - slot, (long) DAYS);
  }
}
