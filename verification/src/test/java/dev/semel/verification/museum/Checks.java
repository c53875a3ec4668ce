// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Boundary;
import dev.semel.testkit.Crash;
import dev.semel.testkit.Storm;
import dev.semel.testkit.Twice;
import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.History;
import dev.semel.verification.databases.Sql;
import java.util.stream.Stream;

/** The tests that a user of the kit would write for a consumer. */
final class Checks {
  static final Message P1 = Message.of("p1", 10);
  static final Message P2 = Message.of("p2", 20);

  private static final String ROWS = "select tenant || '/' || payment || '/' || amount from %s";
  private static final int THREADS = 6;
  private static final int ROUNDS = 20;

  private Checks() {}

  /** Where the bank is. */
  @FunctionalInterface
  interface Opening {
    Bank open();
  }

  /** Delivers the first message, then the second, which must change nothing. */
  static Piece.Check<Consumer.Start> twice(Opening opening, Message first, Message second) {
    return start -> {
      try (Bank bank = opening.open()) {
        Consumer consumer = start.on(bank.database());
        Message[] deliveries = {first, second};
        int[] delivered = {0};
        Twice.of(bank.database())
            .deliver(database -> consumer.onMessage(deliveries[delivered[0]++]))
            .assertSecondDeliveryChangedNothing();
      }
    };
  }

  static Piece.Check<Consumer.Start> twice(Opening opening) {
    return twice(opening, P1, P1);
  }

  /** The process dies anywhere, once and twice, among these messages. */
  static Piece.Check<Consumer.Start> crash(Opening opening, Message... messages) {
    return crash(2, opening, messages);
  }

  /** The process dies anywhere, but only once. */
  static Piece.Check<Consumer.Start> crashOnce(Opening opening, Message... messages) {
    return crash(1, opening, messages);
  }

  private static Piece.Check<Consumer.Start> crash(
      int deaths, Opening opening, Message... messages) {
    return start -> {
      try (Bank bank = opening.open()) {
        Crash.in(bank.database())
            .given(Bank::reset)
            .flow(
                world -> {
                  Consumer consumer = start.on(world.database());
                  for (Message message : messages) {
                    world.deliver(
                        message.tenant() + "/" + message.id(), () -> consumer.onMessage(message));
                  }
                })
            .always(Bank.creditedOnce(ids(messages)), Bank.balanced())
            .deaths(deaths)
            .withoutTwins()
            .run()
            .assertHolds();
      }
    };
  }

  /** Each message comes from many threads at once. */
  static Piece.Check<Consumer.Start> storm(Opening opening) {
    return start -> {
      try (Bank bank = opening.open()) {
        Rendezvous rendezvous = new Rendezvous(THREADS);
        Storm.of(bank.database())
            .threads(THREADS)
            .rounds(ROUNDS)
            .always(Bank.neverCreditedTwice(), Bank.balanced())
            .deliver(
                (database, round) ->
                    start.on(rendezvous.of(database, round)).onMessage(Message.of("p" + round, 10)))
            .assertHolds();
      }
    };
  }

  /** What the first delivery writes, publishes and calls stays within one transaction. */
  static void boundary(Consumer.Start start) {
    try (Bank bank = Bank.onH2()) {
      Boundary.of(bank.database())
          .withoutSocketWatch()
          .deliver(doors -> start.on(doors.database()).onMessage(P1))
          .assertEffectStaysInOneTransaction();
    }
  }

  /** Different messages, each sent and delivered: each must have its effect or be put aside. */
  static Piece.Check<Consumer.Start> nothingMissing(Message... messages) {
    return start -> {
      try (Bank bank = Bank.onH2()) {
        Consumer consumer = start.on(bank.database());
        History history = History.inMemory();
        for (Message message : messages) {
          history.sent(message.whole());
          history.delivering(message.whole()).around(() -> consumer.onMessage(message));
        }
        Sql.texts(bank.database(), ROWS.formatted("credit")).forEach(history::applied);
        Sql.texts(bank.database(), ROWS.formatted("quarantine")).forEach(history::parked);
        Checker.exactlyOnce().exceptParked().nothingStuck().check(history).assertClean();
      }
    };
  }

  static String[] ids(Message... messages) {
    return Stream.of(messages).map(Message::id).toArray(String[]::new);
  }
}
