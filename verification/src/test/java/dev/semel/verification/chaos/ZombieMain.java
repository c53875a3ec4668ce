// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.Semel;
import dev.semel.verification.chaos.Door.Delivered;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** A worker that can be stopped in the middle of an effect, and ends the effect when it wakes. */
final class ZombieMain {
  private ZombieMain() {}

  /** Arguments: URL, door. */
  public static void main(String[] args) throws Exception {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(args[0]);
    dataSource.setApplicationName("zombie");
    Semel semel = Semel.on(dataSource);
    Delivered delivered =
        Door.valueOf(args[1])
            .deliver(
                semel,
                List.of(Item.plain("zombie-", 0)),
                (tx, item) -> {
                  item.apply(tx);
                  System.out.println("working");
                  if (System.in.read() < 0) {
                    Runtime.getRuntime().halt(2); // Nobody is there any more.
                  }
                });
    System.out.println(
        "ended applied=%d replayed=%d open=%d %s"
            .formatted(
                delivered.applied.size(),
                delivered.replayed.size(),
                delivered.open.size(),
                delivered.why));
  }
}
