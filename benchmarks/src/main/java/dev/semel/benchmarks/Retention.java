// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.Sweep;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;

/** Forgetting a day: by the sweep, and by DELETE with VACUUM. For one thread. */
final class Retention {
  private static final String SCOPE = "retention";
  private static final int DAYS = 64;

  private final Rig rig;
  private final DataSource pool;
  private final int rows;
  private final List<Swept> swept = new ArrayList<>();
  private final List<Deleted> deleted = new ArrayList<>();

  Retention(Rig rig, int rows) {
    this.rig = rig;
    this.pool = rig.pool(Setting.FSYNC);
    this.rows = rows;
  }

  /**
   * A slot emptied by the sweep.
   *
   * @param lockMillis from before the lock was asked for until after the commit
   * @param millis the whole sweep
   * @param walBytes of the whole sweep
   * @param bytesAfter what the slot still takes on disk
   */
  record Swept(double lockMillis, double millis, long walBytes, long bytesAfter) {}

  /** The same rows deleted, and the space made usable again. */
  record Deleted(
      double deleteMillis,
      long deleteWalBytes,
      double vacuumMillis,
      long vacuumWalBytes,
      long bytesBefore,
      long bytesAfter) {}

  int rows() {
    return rows;
  }

  List<Swept> swept() {
    return swept;
  }

  List<Deleted> deleted() {
    return deleted;
  }

  void round(PrintStream raw) throws SQLException, WrongCellException {
    LockWatch watch = new LockWatch();
    Semel semel =
        Semel.with(watch.over(pool))
            .scope(Scope.named(SCOPE).timed().remembering(Duration.ofDays(1)))
            .build();
    long day = day();
    String slot = "semel_ledger_%02d".formatted(Math.floorMod(day, DAYS));
    rig.run("truncate semel_slot, " + slot);
    fill(slot, day);
    swept.add(sweep(semel, watch, slot));
    raw.println("retention\tsweep\t%d\t%s".formatted(rows, swept.get(swept.size() - 1)));
    fill(slot, day);
    deleted.add(delete(slot));
    raw.println("retention\tdelete\t%d\t%s".formatted(rows, deleted.get(deleted.size() - 1)));
    rig.run("truncate " + slot);
  }

  /** Ten days ago, by the server's clock. */
  private long day() throws SQLException {
    return rig.number("select floor(extract(epoch from clock_timestamp()) / 86400)::bigint - 10");
  }

  private void fill(String slot, long day) throws SQLException {
    rig.run(
        String.format(
            Locale.ROOT,
            """
            insert into %s (slot, scope, key_id, state, state_since, origin)
            select %d, s.id, gen_random_uuid(), 2, clock_timestamp(),
                   to_timestamp(%d) + g * interval '1 microsecond'
              from semel_scope as s, generate_series(1, %d) as g
             where s.name = '%s'""",
            slot,
            Math.floorMod(day, DAYS),
            day * 86_400,
            rows,
            SCOPE));
    rig.run("checkpoint");
  }

  private Swept sweep(Semel semel, LockWatch watch, String slot)
      throws SQLException, WrongCellException {
    long wal = wal();
    long began = System.nanoTime();
    Sweep sweep = semel.sweep();
    double millis = millisSince(began);
    long walBytes = wal() - wal;
    long left = rig.number("select count(*) from " + slot);
    if (sweep.slotsEmptied() != 1 || left != 0) {
      throw new WrongCellException("%s left %d rows".formatted(sweep, left));
    }
    return new Swept(watch.millis(), millis, walBytes, size(slot));
  }

  private Deleted delete(String slot) throws SQLException {
    long bytesBefore = size(slot);
    long walBefore = wal();
    long began = System.nanoTime();
    rig.run("delete from " + slot);
    double deleteMillis = millisSince(began);
    long walBetween = wal();
    began = System.nanoTime();
    rig.run("vacuum " + slot);
    return new Deleted(
        deleteMillis,
        walBetween - walBefore,
        millisSince(began),
        wal() - walBetween,
        bytesBefore,
        size(slot));
  }

  private long wal() throws SQLException {
    return rig.standingOfLog();
  }

  private long size(String slot) throws SQLException {
    return rig.number("select pg_total_relation_size('" + slot + "')");
  }

  private static double millisSince(long began) {
    return (System.nanoTime() - began) / 1e6;
  }

  /** Watches for how long the sweep can have held its lock. */
  private static final class LockWatch {
    private long asked;
    private double millis = Double.NaN;

    double millis() {
      return millis;
    }

    DataSource over(DataSource pool) {
      return proxy(
          DataSource.class,
          pool,
          (name, args, result) ->
              result instanceof Connection c ? proxy(Connection.class, c, this::saw) : result);
    }

    private Object saw(String name, Object[] args, Object result) {
      if (name.equals("prepareStatement") && args[0].toString().contains("access exclusive")) {
        asked = System.nanoTime();
      } else if (name.equals("commit") && asked != 0) {
        millis = millisSince(asked);
        asked = 0;
      }
      return result;
    }

    /** Sees each call after it returned. */
    @FunctionalInterface
    private interface Seeing {
      Object saw(String name, Object[] args, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, Seeing seeing) {
      return type.cast(
          Proxy.newProxyInstance(
              Retention.class.getClassLoader(),
              new Class<?>[] {type},
              (self, method, args) -> {
                try {
                  return seeing.saw(
                      method.getName(),
                      args == null ? new Object[0] : args,
                      method.invoke(target, args));
                } catch (InvocationTargetException e) {
                  throw e.getCause();
                }
              }));
    }
  }
}
