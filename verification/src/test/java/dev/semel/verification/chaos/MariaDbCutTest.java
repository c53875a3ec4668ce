// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import dev.semel.testkit.network.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections cut around the commit on MariaDB, where it is a packet of its own, and before the
 * packets of the seal that come ahead of it.
 */
class MariaDbCutTest {
  private static final int ROUNDS = Chaos.rounds(100);

  private Cuts cuts;

  @BeforeEach
  void start() throws Exception {
    MariaDbWire database = MariaDbWire.fresh();
    cuts = new Cuts(database);
    cuts.path(database.commitTrigger());
    cuts.path(database.commitTrigger(), "useServerPrepStmts", "true");
  }

  @AfterEach
  void stop() throws Exception {
    if (cuts != null) {
      cuts.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_commit_that_never_arrives_is_applied_by_the_redelivery(Door door) throws Exception {
    cuts.before(door, ROUNDS);
    cuts.checker.assertExactlyOnce();
  }

  @ParameterizedTest
  @EnumSource
  void a_commit_whose_reply_is_lost_is_done(Door door) throws Exception {
    cuts.after(door, ROUNDS);
    cuts.checker.assertExactlyOnce();
  }

  @ParameterizedTest
  @EnumSource
  void a_seal_that_is_cut_before_its_commit_is_applied_by_the_redelivery(Door door)
      throws Exception {
    Cuts.Path early = cuts.path("");
    for (int round = 0; round < ROUNDS / 10; round++) {
      var items = cuts.send(door);
      door.deliver(early.semel(), items, cuts.armed(items, Fault.CUT_BEFORE, early.trigger()));
      cuts.again(door, early, items);
    }
    cuts.checker.assertExactlyOnce();
  }
}
