// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.Topic;
import dev.semel.testkit.World;
import dev.semel.verification.databases.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/** Orders are written together with messages about them, and a relay takes those to their place. */
public final class OutboxScenario implements Scenario {
  private static final List<String> TABLES =
      List.of(
          "effect",
          "naive_outbox",
          "semel_outbox",
          "semel_outbox_held",
          "semel_outbox_decision",
          "semel_relay_detached",
          "semel_relay");

  private final OutboxWay way;
  private final boolean comesBack;
  private final String url;

  /**
   * As another JVM makes it.
   *
   * @param comesBack whether the customer asks until there is an answer, or only once
   */
  public OutboxScenario(String way, String comesBack, String url) {
    this.way = OutboxWay.valueOf(way);
    this.comesBack = Boolean.parseBoolean(comesBack);
    this.url = url;
  }

  OutboxScenario(OutboxWay way, boolean comesBack, String url) {
    this(way.name(), Boolean.toString(comesBack), url);
  }

  @Override
  public DataSource open() {
    return new KeptConnections(url);
  }

  @Override
  public void given(DataSource database) {
    Sql.run(
        database,
        "create table if not exists naive_outbox (id varchar(10), sent int not null); delete from "
            + String.join("; delete from ", TABLES));
    if (url.startsWith("jdbc:h2:")) {
      Sql.run(database, "delete from semel_ledger; update semel_outbox_home set relay = null");
    } else {
      // Where keys without a time are kept.
      Sql.run(database, "delete from semel_ledger_64");
    }
  }

  @Override
  public void flow(World world) throws Exception {
    way.run(world, comesBack);
  }

  @Override
  public List<Invariant> invariants(Outcome outcome) {
    List<Invariant> all = new ArrayList<>();
    all.add(
        comesBack
            ? Invariants.exactlyOncePer(
                "select id from effect where what = 'order'", way.orders().toArray())
            : Invariants.atMostOncePer("select id from effect where what = 'order'"));
    if (way.isHandedOver()) {
      all.add(
          Invariants.exactlyOncePer(
              "select id from effect where what like 'billing%'", way.orders().toArray()));
      all.add(
          database ->
              outOfOrder(
                  Sql.texts(
                      database, "select id from effect where what like 'billing%' order by what")));
    } else {
      Topic arrivals = outcome.topic(Arrivals.TOPIC);
      all.add(
          Invariants.publishedIfAndOnlyIfCommitted(
              "select id from effect where what = 'order' and id <> '" + way.refused() + "'",
              () -> bodies(arrivals)));
      all.add(database -> differentCopies(arrivals));
      all.add(database -> outOfOrder(List.copyOf(new LinkedHashSet<>(bodies(arrivals)))));
    }
    int skips = way.refused().isEmpty() ? 0 : 1;
    all.add(Invariants.conserved("select count(*) from semel_outbox_decision", skips));
    all.add(Invariants.nothingUnfinished("select message_id from semel_outbox_held"));
    return all;
  }

  private static List<String> bodies(Topic arrivals) {
    return arrivals.entries().stream().map(entry -> entry.split(" ")[1]).toList();
  }

  /** All copies of a message have one id and one body, and no other message has either. */
  private static List<String> differentCopies(Topic arrivals) {
    Map<String, Set<String>> idsOf = new HashMap<>();
    Map<String, Set<String>> bodiesOf = new HashMap<>();
    for (String entry : arrivals.entries()) {
      String[] idAndBody = entry.split(" ");
      idsOf.computeIfAbsent(idAndBody[1], body -> new HashSet<>()).add(idAndBody[0]);
      bodiesOf.computeIfAbsent(idAndBody[0], id -> new HashSet<>()).add(idAndBody[1]);
    }
    List<String> violations = new ArrayList<>();
    idsOf.forEach(
        (body, ids) -> {
          if (ids.size() > 1) {
            violations.add("new id: " + body + " arrived under " + ids.size() + " ids");
          }
        });
    bodiesOf.forEach(
        (id, bodies) -> {
          if (bodies.size() > 1) {
            violations.add("new body: one id arrived with " + bodies.size() + " bodies");
          }
        });
    return violations;
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
