// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.Semel;
import dev.semel.verification.chaos.Door.Delivered;
import java.util.List;
import java.util.Random;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A consumer of the table {@code queue}: delivers, and acknowledges after that, each in its own
 * transaction. It halts at a moment it is told, if it is not killed before.
 */
final class ConsumerMain {
  private static final int BATCH = 5;

  private ConsumerMain() {}

  /** Where the JVM ends by itself. */
  enum Halt {
    NEVER,
    IN_THE_EFFECT,
    BEFORE_THE_ACKNOWLEDGEMENT
  }

  /** Arguments: URL, seed, where to halt, after how many items. */
  public static void main(String[] args) throws Exception {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(args[0]);
    Random random = new Random(Long.parseLong(args[1]));
    Halt halt = Halt.valueOf(args[2]);
    int after = Integer.parseInt(args[3]);
    Semel semel = Semel.on(dataSource);
    System.out.println("ready");
    int done = 0;
    while (true) {
      List<Item> items =
          Sql.texts(
                  dataSource,
                  "select number from queue where not acknowledged order by random() limit ?",
                  BATCH)
              .stream()
              .map(number -> Item.of(Integer.parseInt(number)))
              .toList();
      if (items.isEmpty()) {
        System.out.println("empty");
        return;
      }
      boolean last = done + items.size() > after;
      Door door = Door.values()[random.nextInt(Door.values().length)];
      Delivered delivered =
          door.deliver(
              semel,
              items,
              (tx, item) -> {
                item.apply(tx);
                if (last && halt == Halt.IN_THE_EFFECT) {
                  Runtime.getRuntime().halt(1);
                }
              });
      System.out.println("replayed " + delivered.replayed.size());
      if (last && halt == Halt.BEFORE_THE_ACKNOWLEDGEMENT) {
        Runtime.getRuntime().halt(1);
      }
      for (List<Item> settled : List.of(delivered.applied, delivered.replayed)) {
        for (Item item : settled) {
          Sql.run(dataSource, "update queue set acknowledged = true where id = ?", item.id());
          System.out.println("done " + ++done);
        }
      }
    }
  }
}
