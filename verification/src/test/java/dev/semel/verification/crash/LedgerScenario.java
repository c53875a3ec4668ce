// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Sql;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** A consumer that starts, takes some messages through one door, and ends. */
public final class LedgerScenario implements Scenario {
  private final LedgerDoor door;
  private final int messages;
  private final boolean diesAtStart;
  private final String url;

  /**
   * As another JVM makes it.
   *
   * @param diesAtStart whether the calls of Semel's start and of a scope's first use are steps
   */
  public LedgerScenario(String door, String messages, String diesAtStart, String url) {
    this.door = LedgerDoor.valueOf(door);
    this.messages = Integer.parseInt(messages);
    this.diesAtStart = Boolean.parseBoolean(diesAtStart);
    this.url = url;
  }

  LedgerScenario(LedgerDoor door, int messages, boolean diesAtStart, String url) {
    this(door.name(), Integer.toString(messages), Boolean.toString(diesAtStart), url);
  }

  @Override
  public DataSource open() {
    return new KeptConnections(url);
  }

  @Override
  public void given(DataSource database) {
    for (String table : List.of("effect", "account", ledger())) {
      Sql.run(database, "delete from " + table);
    }
    if (diesAtStart) {
      Sql.run(database, "delete from semel_scope");
    }
    Sql.run(database, "insert into account values (7, 100)");
  }

  @Override
  public void flow(World world) throws Exception {
    Semel semel =
        diesAtStart ? Semel.on(world.database()) : world.withoutSteps(() -> started(world));
    for (String id : ids().toList()) {
      world.deliver(id, () -> door.deliver(semel, world.database(), id));
    }
  }

  private static Semel started(World world) {
    return Semel.with(world.database()).scope(Scope.named(LedgerDoor.SCOPE)).build();
  }

  @Override
  public List<Invariant> invariants(Outcome outcome) {
    Object[] ids = ids().toArray();
    return List.of(
        Invariants.exactlyOncePer("select id from effect", ids),
        Invariants.exactlyOncePer("select key_text from " + ledger(), ids),
        Invariants.conserved("select sum(balance) from account", 100 + 10L * messages));
  }

  /** Where keys without a time are kept. */
  private String ledger() {
    return url.startsWith("jdbc:h2:") ? "semel_ledger" : "semel_ledger_64";
  }

  private Stream<String> ids() {
    return IntStream.rangeClosed(1, messages).mapToObj(number -> "e" + number);
  }
}
