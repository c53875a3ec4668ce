// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Connections cut around the seal on PostgreSQL. A third of the rounds has the text of the commit
 * on the wire for certain and cuts by it; in the others the driver does as it does by default, or
 * lets the server prepare each statement at once so that no text is sent, and the cut meets
 * whatever follows the effect.
 */
class PostgreSqlCutTest {
  private static final int ROUNDS = Chaos.rounds(100);

  private Cuts cuts;

  @BeforeEach
  void start() throws Exception {
    cuts = new Cuts(PostgreSqlWire.fresh());
    cuts.path("commit", "prepareThreshold", "0");
    cuts.path("");
    cuts.path("", "prepareThreshold", "1");
  }

  @AfterEach
  void stop() throws Exception {
    cuts.close();
  }

  @ParameterizedTest
  @EnumSource
  void a_seal_that_never_arrives_is_applied_by_the_redelivery(Door door) throws Exception {
    cuts.before(door, ROUNDS);
    cuts.checker.assertExactlyOnce();
  }

  @ParameterizedTest
  @EnumSource
  void a_seal_whose_reply_is_lost_is_done(Door door) throws Exception {
    cuts.after(door, ROUNDS);
    cuts.checker.assertExactlyOnce();
  }
}
