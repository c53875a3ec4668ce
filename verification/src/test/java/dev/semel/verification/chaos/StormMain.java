// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Semel;
import java.util.Random;

/** The part of a storm that comes from another JVM. */
final class StormMain {
  private StormMain() {}

  /** Arguments: URL, seed, items, threads, connections, part, parts. */
  public static void main(String[] args) throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(args[0]);
    config.setMaximumPoolSize(Integer.parseInt(args[4]));
    config.setConnectionTimeout(120_000);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      Storm storm = new Storm(Receiver.semel(Semel.on(pool)));
      var all =
          Storm.units(Storm.items(Integer.parseInt(args[2])), new Random(Long.parseLong(args[1])));
      var mine = Storm.part(all, Integer.parseInt(args[5]), Integer.parseInt(args[6]));
      System.out.println("ready");
      if (System.in.read() < 0) {
        return; // Nobody is there any more.
      }
      System.out.println("figures " + storm.rage(mine, Integer.parseInt(args[3])).line());
    }
  }
}
