// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.Outcome;
import dev.semel.Semel;
import dev.semel.verification.chaos.Door.Delivered;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** Who gets the messages of a storm: Semel, or somebody who gets it wrong. Thread-safe. */
interface Receiver {
  Delivered deliver(Door door, List<Item> items) throws Exception;

  /** How often an effect was begun, rolled back ones included. */
  long effectsBegun();

  static Receiver semel(Semel semel) {
    AtomicLong begun = new AtomicLong();
    return new Receiver() {
      @Override
      public Delivered deliver(Door door, List<Item> items) throws Exception {
        return door.deliver(
            semel,
            items,
            (tx, item) -> {
              begun.incrementAndGet();
              if (door == Door.BATCH) {
                item.add(tx);
              } else {
                item.apply(tx);
              }
            });
      }

      @Override
      public long effectsBegun() {
        return begun.get();
      }
    };
  }

  /**
   * The negative control: looks into an inbox, does the effect, and writes to the inbox, each in a
   * transaction of its own.
   */
  static Receiver checkThenAct(DataSource dataSource) {
    AtomicLong begun = new AtomicLong();
    return new Receiver() {
      @Override
      public Delivered deliver(Door door, List<Item> items) throws Exception {
        Delivered delivered = new Delivered();
        try (Connection c = dataSource.getConnection()) {
          for (Item item : items) {
            boolean seen = Sql.number(c, "select count(*) from inbox where id = ?", item.id()) > 0;
            if (!seen) {
              begun.incrementAndGet();
              c.setAutoCommit(false);
              item.apply(c);
              c.commit();
              c.setAutoCommit(true);
              Sql.run(c, "insert into inbox values (?) on conflict do nothing", item.id());
            }
            delivered.add(item, new Outcome.Done<>(null, seen));
          }
        }
        return delivered;
      }

      @Override
      public long effectsBegun() {
        return begun.get();
      }
    };
  }
}
