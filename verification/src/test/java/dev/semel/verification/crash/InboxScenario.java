// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** A broker delivers orders until they are acknowledged; a consumer takes them and retries. */
public final class InboxScenario implements Scenario {
  private static final List<String> TABLES =
      List.of(
          "effect",
          "naive_held",
          "semel_inbox",
          "semel_inbox_held",
          "semel_inbox_decision",
          "semel_outbox");

  private final InboxWay way;
  private final String url;

  /** As another JVM makes it. */
  public InboxScenario(String way, String url) {
    this.way = InboxWay.valueOf(way);
    this.url = url;
  }

  InboxScenario(InboxWay way, String url) {
    this(way.name(), url);
  }

  @Override
  public DataSource open() {
    return new KeptConnections(url);
  }

  @Override
  public void given(DataSource database) {
    Sql.run(
        database,
        "create table if not exists naive_held (id varchar(10)); delete from "
            + String.join("; delete from ", TABLES));
    // Where keys without a time are kept.
    Sql.run(
        database,
        "delete from " + (url.startsWith("jdbc:h2:") ? "semel_ledger" : "semel_ledger_64"));
  }

  @Override
  public void flow(World world) throws Exception {
    way.run(world);
  }

  @Override
  public List<Invariant> invariants(Outcome outcome) {
    List<Invariant> all = new ArrayList<>();
    all.add(Invariants.exactlyOncePer("select id from effect", way.applied().toArray()));
    all.add(database -> outOfOrder(Sql.texts(database, "select id from effect order by what")));
    all.add(Invariants.nothingUnfinished("select message_id from semel_inbox_held"));
    all.add(
        Invariants.conserved(
            "select count(*) from semel_inbox_decision where decision = 'skip'",
            way.skipped().size()));
    all.add(
        Invariants.conserved(
            "select count(*) from semel_outbox where topic = 'orders-dlt'", way.skipped().size()));
    all.add(
        Invariants.conserved(
            "select count(*) from semel_outbox where topic = 'invoices'", way.applied().size()));
    return all;
  }

  /** The first letter of an order is its key, the rest its number there. */
  private static List<String> outOfOrder(List<String> orders) {
    Map<Character, Integer> last = new HashMap<>();
    List<String> violations = new ArrayList<>();
    for (String order : orders) {
      int number = Integer.parseInt(order.substring(1));
      Integer before = last.put(order.charAt(0), number);
      if (before != null && before > number) {
        violations.add("out of order: " + order + " came after number " + before);
      }
    }
    return violations;
  }
}
