// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A payment credited by a listener that is named, in a PostgreSQL that is named as well. */
final class TransferScenario implements Scenario {
  private final String listener;
  private final String url;

  TransferScenario(String listener, String url) {
    this.listener = listener;
    this.url = url;
  }

  @Override
  public DataSource open() {
    return postgres(url);
  }

  static DataSource postgres(String url) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(url);
    return database;
  }

  @Override
  public void given(DataSource database) throws Exception {
    Bank.reset(database);
  }

  @Override
  public void flow(World world) throws Exception {
    world.deliver(
        "p1",
        () -> {
          switch (listener) {
            case "careful" -> Bank.careful(world.database(), "p1");
            case "marks last" -> Bank.marksLast(world.database(), "p1");
            default -> throw new IllegalArgumentException(listener);
          }
        });
    world.topic("done").publish("p1 in life " + world.life());
  }

  @Override
  public List<Invariant> invariants(Outcome outcome) {
    return List.of(
        Invariants.exactlyOncePer("select payment from credit", "p1"),
        Invariants.publishedIfAndOnlyIfCommitted(
            "select payment from credit",
            () ->
                outcome.topic("done").entries().stream()
                    .map(entry -> entry.substring(0, 2))
                    .toList()));
  }
}
