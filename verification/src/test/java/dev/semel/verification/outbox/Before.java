// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import dev.semel.verification.databases.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A database in which relays have stopped in the middle of everything: one that has sent nearly
 * all, with a parked key, a destination that did not answer, and a message that was written before
 * others and committed after they were sent; one that is behind; and one in two shares, of which
 * one never ran.
 */
final class Before {
  static final int KEYS = 12;
  static final int POISON = 9;
  static final int SLOW = 10;
  static final String SLOW_TOPIC = "slow";

  final Truth truth;
  final Arrivals relay = new Arrivals();
  final Arrivals audit = new Arrivals();
  final Arrivals halves = new Arrivals();
  final Arrivals complete = new Arrivals();
  private final DataSource dataSource;
  private final Semel semel;

  private Before(DataSource dataSource) {
    this.dataSource = dataSource;
    this.semel = Semel.on(dataSource);
    this.truth = Truth.create(dataSource, KEYS);
  }

  static Before in(DataSource dataSource) throws SQLException {
    Before before = new Before(dataSource);
    before.happen();
    return before;
  }

  private void happen() throws SQLException {
    round(truth, semel);
    round(truth, semel);
    run(semel.relay().named("audit").to(Sinks.ordered(audit::arrive)));
    run(semel.relay().to(this::troubled));
    round(truth, semel);
    run(semel.relay().named("halves").share(0, 2).to(Sinks.ordered(halves::arrive)));
    lateWithALowNumber();
    round(truth, semel);
    run(semel.relay().named("complete").to(Sinks.ordered(complete::arrive)));
    complete.assertExact(truth);
    assertThat(states()).as("of what is held").contains("3", "4");
    assertThat(Sql.texts(dataSource, "select topic from semel_relay_detached"))
        .containsExactly(SLOW_TOPIC);
  }

  /** A few messages of each key, each in a transaction. */
  static void round(Truth truth, Semel semel) {
    for (int key = 0; key < KEYS; key++) {
      truth.publish(semel, key == SLOW ? SLOW_TOPIC : Item.TOPIC, key, 2);
    }
  }

  private void lateWithALowNumber() throws SQLException {
    try (Connection early = dataSource.getConnection();
        Connection late = dataSource.getConnection()) {
      early.setAutoCommit(false);
      late.setAutoCommit(false);
      Sql.run(early, "insert into noise values (1)");
      Sql.run(late, "insert into noise values (2)");
      truth.publish(late, semel, Item.TOPIC, 0, 1);
      truth.publish(early, semel, Item.TOPIC, 1, 1);
      early.commit();
      long sent = relay.first();
      run(semel.relay().to(this::troubled));
      assertThat(relay.first()).as("what has a higher number was sent").isGreaterThan(sent);
      late.commit();
      early.setAutoCommit(true);
      late.setAutoCommit(true);
    }
    assertThat(
            Sql.number(
                dataSource,
                "select count(*) from semel_outbox as o, semel_relay as r where r.name = 'relay'"
                    + " and o.id < r.id_max and (o.stamp, o.id) > (r.stamp, r.id)"))
        .as("committed late, with a number the relay is past")
        .isEqualTo(1);
  }

  /** Refuses one key and does not answer for one destination. */
  private void troubled(List<OutgoingMessage> batch, Publisher.Answers answers) {
    List<Integer> unanswered = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      OutgoingMessage message = batch.get(i);
      if (message.topic().equals(SLOW_TOPIC)) {
        unanswered.add(i);
      } else if (Item.of(message.text()).key() == POISON) {
        answers.refused(i, "it is poison");
      } else {
        relay.arrive(message);
        answers.taken(i);
      }
    }
    unanswered.forEach(i -> answers.unknown(i, null));
  }

  private static void run(Relay.Builder builder) {
    try (Relay relay = builder.build()) {
      assertThat(relay.runOnce()).isNotNegative();
    }
  }

  private List<String> states() {
    return Sql.texts(dataSource, "select distinct state from semel_outbox_held order by 1");
  }
}
