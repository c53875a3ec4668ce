// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Outcome;
import dev.semel.SemelException;
import dev.semel.testkit.network.Fault;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections cut in a transaction that the caller owns: the caller hears of each. */
class CallersTransactionCutTest {
  private static final int ROUNDS = Chaos.rounds(25);

  private Cuts cuts;
  private Cuts.Path path;

  @BeforeEach
  void start() throws Exception {
    cuts = new Cuts(PostgreSqlWire.fresh());
    path = cuts.path("");
  }

  @AfterEach
  void stop() throws Exception {
    cuts.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_BEFORE", "CUT_AFTER"})
  void a_cut_inside_the_door_is_thrown_and_the_redelivery_applies(Fault fault) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Item item = cuts.send(Door.ONCE).get(0);
      Door.Work armed = cuts.armed(List.of(item), fault, "");
      try (Connection c = begun()) {
        assertThatThrownBy(() -> path.semel().attempt(c, item.key(), tx -> armed.on(tx, item)))
            .isInstanceOf(SemelException.class)
            .hasMessageStartingWith("SEMEL-021");
      }
      assertThat(cuts.checker.effectsOf(item)).isZero();
      assertThat(redelivered(item)).as("replayed").isFalse();
    }
    assertThat(cuts.proxy.struck(fault)).isEqualTo(ROUNDS);
    cuts.checker.assertExactlyOnce();
  }

  @ParameterizedTest
  @EnumSource(names = {"CUT_BEFORE", "CUT_AFTER"})
  void a_cut_at_the_callers_commit_is_settled_by_the_redelivery(Fault fault) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Item item = cuts.send(Door.ONCE).get(0);
      try (Connection c = begun()) {
        path.semel().once(c, item.key(), item::apply);
        cuts.arm(c, fault, "");
        assertThatThrownBy(c::commit).isInstanceOf(SQLException.class);
      }
      boolean happened = fault == Fault.CUT_AFTER;
      assertThat(cuts.checker.effectsOf(item)).isEqualTo(happened ? 1 : 0);
      assertThat(redelivered(item)).as("replayed").isEqualTo(happened);
    }
    assertThat(cuts.proxy.struck(fault)).isEqualTo(ROUNDS);
    cuts.checker.assertExactlyOnce();
    Chaos.tell("caller's transaction", fault + " at the commit: " + ROUNDS + " cuts");
  }

  private boolean redelivered(Item item) throws SQLException {
    try (Connection c = begun()) {
      Outcome<Void> outcome = path.semel().attempt(c, item.key(), item::apply);
      c.commit();
      return ((Outcome.Done<Void>) outcome).replayed();
    }
  }

  private Connection begun() throws SQLException {
    Connection c = path.pool().getConnection();
    c.setAutoCommit(false);
    return c;
  }
}
