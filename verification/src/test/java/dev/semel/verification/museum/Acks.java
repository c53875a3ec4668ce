// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Crash;
import dev.semel.verification.databases.Sql;
import java.util.List;

/** Receivers that tell the broker something else than what they did. */
final class Acks {
  private Acks() {}

  static List<Piece<?>> pieces() {
    return List.of(
        piece(
            "ack before the work",
            "a death in the work loses it",
            "C0",
            AckFirst::new,
            OneByOne::new),
        piece(
            "swallowed exception, then ack",
            "the log has it, and nobody else",
            "C18",
            SwallowsException::new,
            OneByOne::new),
        piece(
            "handed to another thread, then ack",
            "returned is not done",
            "C17",
            HandsOff::new,
            HandsOffTheAckToo::new),
        piece(
            "batch acked though one item failed",
            "the acknowledgement of the batch covers the one that failed",
            "D14",
            AcksTheBatch::new,
            OneByOne::new),
        piece(
            "batch rolled back, all acked",
            "one bad item takes all others back, and the finally acknowledges them",
            "D14",
            OneTransactionAckedInFinally::new,
            OneTransactionAckedAfter::new),
        piece(
            "highest offset acked",
            "an offset acknowledges everything before it, also what is not done",
            "D14, D5",
            HighestOffset::new,
            ContiguousPrefix::new));
  }

  private static Piece<Receiver.Start> piece(
      String name, String wrong, String faults, Receiver.Start bad, Receiver.Start good) {
    return Piece.of(name, wrong, faults, bad, good).caughtBy(Layer.CRASH, Acks::crash, "lost: p1");
  }

  /** Two messages, of which the first fails for a moment; and deaths anywhere. */
  private static void crash(Receiver.Start start) {
    try (Bank bank = Bank.onH2()) {
      Crash.in(bank.database())
          .given(Bank::reset)
          .flow(
              world ->
                  Queue.deliver(world, start, Rates.failingFirstFor("p1"), Checks.P1, Checks.P2))
          .always(Bank.creditedOnce("p1", "p2"), Bank.balanced())
          .run()
          .assertHolds();
    }
  }

  private static void work(Receiver.Tools tools, Message message) throws Exception {
    tools.rates().look(message);
    new Inboxes.InsertFirst(tools.database()).onMessage(message);
  }

  /**
   * {@code autoAck = true}, {@code enable.auto.commit} with work on another thread, or an ack at
   * the top of the method so that the broker does not time out. It looks right because the queue is
   * empty.
   */
  record AckFirst(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) throws Exception {
      for (Message message : batch) {
        acks.one(message);
        work(tools, message);
      }
    }
  }

  /**
   * {@code catch (Exception e) { log.error(…); }} around a listener, so that one message does not
   * stop the others. It looks right because the error is logged.
   */
  record SwallowsException(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) {
      for (Message message : batch) {
        try {
          work(tools, message);
        } catch (Exception e) {
          // It is in the log.
        }
        acks.one(message);
      }
    }
  }

  /**
   * {@code @Async}, or an executor inside the listener, because the broker wants a quick answer. It
   * looks right because the method returned without an exception.
   */
  record HandsOff(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) {
      for (Message message : batch) {
        tools.threads().execute(() -> logging(() -> work(tools, message)));
        acks.one(message);
      }
    }
  }

  /**
   * A batch listener with a try around each item, and one acknowledgement for all. It looks right
   * because the good items of a batch must not suffer for the bad one.
   */
  record AcksTheBatch(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) {
      for (Message message : batch) {
        logging(() -> work(tools, message));
      }
      acks.all();
    }
  }

  /**
   * A batch in one transaction, and the acknowledgement in {@code finally}, so that a poisoned
   * batch does not come for ever. It looks right because the poison is gone; so are its neighbours.
   */
  record OneTransactionAckedInFinally(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) throws Exception {
      try {
        inOneTransaction(tools, batch);
      } finally {
        acks.all();
      }
    }
  }

  /**
   * A parallel consumer that commits the offset of whatever item is ready. It looks right because
   * each item is acknowledged only when it is done.
   */
  record HighestOffset(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) {
      for (Message message : batch) {
        logging(
            () -> {
              work(tools, message);
              acks.upTo(message);
            });
      }
    }
  }

  /** Right: work, then ack; whatever failed comes again. */
  record OneByOne(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) throws Exception {
      for (Message message : batch) {
        work(tools, message);
        acks.one(message);
      }
    }
  }

  /** Right: the thread that does the work acknowledges it. */
  record HandsOffTheAckToo(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) {
      for (Message message : batch) {
        tools
            .threads()
            .execute(
                () ->
                    logging(
                        () -> {
                          work(tools, message);
                          acks.one(message);
                        }));
      }
    }
  }

  /** Right: one transaction, acknowledged if it was committed. */
  record OneTransactionAckedAfter(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) throws Exception {
      inOneTransaction(tools, batch);
      acks.all();
    }
  }

  /** Right: acknowledges up to the first that is not done. */
  record ContiguousPrefix(Receiver.Tools tools) implements Receiver {
    @Override
    public void receive(List<Message> batch, Acks acks) throws Exception {
      for (Message message : batch) {
        work(tools, message);
        acks.upTo(message);
      }
    }
  }

  private static void inOneTransaction(Receiver.Tools tools, List<Message> batch) throws Exception {
    Tx.run(
        tools.database(),
        c -> {
          for (Message message : batch) {
            if (!Bank.has(c, "seen", message.id())) {
              Sql.run(c, "insert into seen (id) values (?)", message.id());
              Bank.credit(c, message);
            }
            tools.rates().look(message);
          }
        });
  }

  private interface Work {
    void run() throws Exception;
  }

  private static void logging(Work work) {
    try {
      work.run();
    } catch (Exception e) {
      // It is in the log.
    }
  }
}
