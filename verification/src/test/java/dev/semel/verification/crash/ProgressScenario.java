// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.Inbox.Progress;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.spi.IncomingMessage;
import dev.semel.spi.IncomingMessage.Lane;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Sql;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** A consumer that keeps its place in the database of its effects, and trusts nothing else. */
public final class ProgressScenario implements Scenario {
  private static final Lane LANE = new Lane("orders", "first", "0");
  private static final int MESSAGES = 3;
  private static final int BATCH = 2;

  private final Way way;
  private final String url;

  /** How messages are told, or what is done wrong. */
  enum Way {
    BY_ID,
    BY_PLACE,
    /** Wrong on purpose: what is on its way is said to be settled. */
    REACHED_BEFORE_IT_IS_TAKEN
  }

  ProgressScenario(Way way, String url) {
    this.way = way;
    this.url = url;
  }

  @Override
  public DataSource open() {
    return new KeptConnections(url);
  }

  @Override
  public void given(DataSource database) {
    for (String table :
        List.of(
            "effect",
            url.startsWith("jdbc:h2:") ? "semel_ledger" : "semel_ledger_64",
            "semel_position",
            "semel_source",
            "semel_source_epoch",
            "semel_inbox_held",
            "semel_inbox_mark",
            "semel_inbox_progress")) {
      Sql.run(database, "delete from " + table);
    }
    if (!url.startsWith("jdbc:h2:")) {
      Sql.run(database, "delete from semel_inbox_home");
    }
  }

  @Override
  public void flow(World world) throws Exception {
    Inbox inbox = world.withoutSteps(() -> started(world));
    Effect.ForEach<IncomingMessage> effect =
        (tx, message) ->
            Sql.run(
                tx.connection(),
                "insert into effect (id, what) values (?, 'credit')",
                message.id());
    long at = inbox.positions(List.of(LANE)).getOrDefault(LANE, 0L);
    boolean first = true;
    while (at < MESSAGES) {
      long to = Math.min(at + BATCH, MESSAGES);
      List<IncomingMessage> batch = messages(at, to);
      if (way == Way.REACHED_BEFORE_IT_IS_TAKEN) {
        reached(inbox, at, to);
      }
      Inbox.Taken unused = first ? inbox.takeFirst(batch, effect) : inbox.take(batch, effect);
      if (way != Way.REACHED_BEFORE_IT_IS_TAKEN) {
        reached(inbox, at, to);
      }
      at = to;
      first = false;
    }
  }

  private Inbox started(World world) {
    Inbox inbox = Semel.with(world.database()).scope(Scope.named("crash")).build().inbox("crash");
    return way == Way.BY_PLACE ? inbox.byPlace() : inbox;
  }

  private static void reached(Inbox inbox, long from, long to) {
    if (!inbox.reached(Map.of(LANE, new Progress(from, to))).isEmpty()) {
      throw new AssertionError("nothing was lost here");
    }
  }

  private static List<IncomingMessage> messages(long from, long to) {
    return IntStream.range((int) from, (int) to)
        .mapToObj(
            number ->
                new IncomingMessage(
                    "m" + number, LANE, number, "k", null, null, new byte[0], new byte[0]))
        .toList();
  }

  @Override
  public List<Invariant> invariants(Outcome outcome) {
    Object[] ids = IntStream.range(0, MESSAGES).mapToObj(number -> "m" + number).toArray();
    return List.of(
        Invariants.exactlyOncePer("select id from effect", ids),
        Invariants.conserved("select next_number from semel_inbox_progress", MESSAGES),
        Invariants.nothingUnfinished("select message_id from semel_inbox_held"));
  }
}
