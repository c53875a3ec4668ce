// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Boundary;
import dev.semel.testkit.Crash;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.ManualClock;
import dev.semel.testkit.network.FakeProvider;
import dev.semel.testkit.network.Misbehaviour;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Cashiers: the effect is at a gateway, and the books are at home. */
final class Gateways {
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int AMOUNT = 4_200;
  private static final Duration KEY_WINDOW = Duration.ofHours(24);

  private Gateways() {}

  static List<Piece<?>> pieces() {
    return List.of(
        piece("call before the intent", "a death after the call leaves no trace of it", "X2")
            .of(CallsFirst::new)
            .caughtBy(Layer.CRASH, dying(), "double: "),
        piece("a new key for each attempt", "the gateway takes the retry for another order", "X2")
            .of(NewKeyForEachAttempt::new)
            .caughtBy(Layer.FAKE_PROVIDER, meeting(Misbehaviour.DROP_AFTER_CHARGING), "double: "),
        piece("no answer taken for no", "the gateway charged, and the books say declined", "X3")
            .of(NoAnswerIsNo::new)
            .caughtBy(
                Layer.FAKE_PROVIDER,
                meeting(Misbehaviour.DROP_AFTER_CHARGING),
                "is charged, the books say DECLINED"),
        piece("error 500 taken for no", "the gateway failed after it had charged", "X3")
            .of(ErrorIsNo::new)
            .caughtBy(
                Layer.FAKE_PROVIDER,
                meeting(Misbehaviour.ERROR_AFTER_CHARGING),
                "is charged, the books say DECLINED"),
        piece("conflict 409 taken for done", "in progress is not done, and it may yet fail", "X6")
            .of(ConflictIsDone::new)
            .caughtBy(
                Layer.FAKE_PROVIDER,
                meeting(Misbehaviour.CONFLICT),
                "is not charged, the books say PAID"),
        piece("too many requests taken for no", "429 asks for patience, and gets a refusal", "X3")
            .of(AnyOtherAnswerIsNo::new)
            .caughtBy(
                Layer.FAKE_PROVIDER,
                meeting(Misbehaviour.TOO_MANY_REQUESTS),
                "is refused, and the gateway never said no"),
        piece("journal closed before the answer", "the books say paid, and nobody asks again", "X1")
            .of(ClosesFirst::new)
            .caughtBy(Layer.CRASH, dying(), "is not charged, the books say PAID"),
        piece("request made anew for the retry", "the key comes with another amount", "X5, X7")
            .of(CalculatesAgain::new)
            .caughtBy(
                Layer.FAKE_PROVIDER,
                meeting(Misbehaviour.DROP_AFTER_CHARGING),
                "is charged, the books say DECLINED"),
        piece("key window shorter than the retry", "the gateway has forgotten the key", "X4")
            .of(IntentFirst::new, LooksFirst::new)
            .caughtBy(Layer.MANUAL_CLOCK, Gateways::retriedAfterTheWindow, "double: "),
        piece(
                "call inside the transaction",
                "the charge stays when the rest rolls back",
                "C17, T16")
            .of(CallsInside::new, IntentOnly::new)
            .caughtBy(Layer.BOUNDARY, Gateways::boundary, "speaks HTTP inside the transaction"));
  }

  private record Label(String name, String wrong, String faults) {
    Piece<Cashier.Start> of(Cashier.Start bad) {
      return of(bad, IntentFirst::new);
    }

    Piece<Cashier.Start> of(Cashier.Start bad, Cashier.Start good) {
      return Piece.of(name, wrong, faults, bad, good);
    }
  }

  private static Label piece(String name, String wrong, String faults) {
    return new Label(name, wrong, faults);
  }

  private static Piece.Check<Cashier.Start> dying() {
    return start -> run(start, null);
  }

  /** The gateway does this to the first request of every schedule; and the process may die. */
  private static Piece.Check<Cashier.Start> meeting(Misbehaviour misbehaviour) {
    return start -> run(start, misbehaviour);
  }

  private static void run(Cashier.Start start, Misbehaviour misbehaviour) {
    try (Bank bank = bank();
        FakeProvider provider = FakeProvider.start()) {
      AtomicInteger schedule = new AtomicInteger();
      Crash.in(bank.database())
          .given(
              database -> {
                reset(database);
                schedule.incrementAndGet();
                provider.behave();
                if (misbehaviour != null) {
                  provider.next(misbehaviour);
                }
              })
          .flow(
              world -> {
                Cashier.Gateway gateway = new Cashier.Gateway(world.http(HTTP), provider.uri());
                Cashier cashier = start.on(world.database(), gateway);
                // The provider's ledger outlives a schedule, so each has an order of its own.
                String order = "order-" + schedule.get();
                world.deliver(order, () -> cashier.pay(order, AMOUNT));
              })
          .always(chargedOnceAtMost(provider), booksAgree(provider, schedule))
          .run()
          .assertHolds();
      if (misbehaviour != null && provider.count(misbehaviour) < schedule.get()) {
        throw new IllegalStateException("the gateway did not misbehave in every schedule");
      }
    }
  }

  private static void retriedAfterTheWindow(Cashier.Start start) throws Exception {
    ManualClock clock = ManualClock.at("2026-03-01T10:00:00Z");
    try (Bank bank = bank();
        FakeProvider provider = FakeProvider.with().clock(clock).keyWindow(KEY_WINDOW).start()) {
      provider.next(Misbehaviour.DROP_AFTER_CHARGING);
      Cashier.Gateway gateway = new Cashier.Gateway(HTTP, provider.uri());
      try {
        start.on(bank.database(), gateway).pay("order-1", AMOUNT);
      } catch (IOException e) {
        // The broker redelivers, but the queue stands still over the weekend.
      }
      clock.advance(KEY_WINDOW.plusHours(1));
      start.on(bank.database(), gateway).pay("order-1", AMOUNT);
      List<String> violations = new ArrayList<>();
      violations.addAll(chargedOnceAtMost(provider).violations(bank.database()));
      violations.addAll(booksAgree(provider, new AtomicInteger(1)).violations(bank.database()));
      if (!violations.isEmpty()) {
        throw new AssertionError(String.join("\n", violations));
      }
    }
  }

  private static void boundary(Cashier.Start start) {
    try (Bank bank = bank();
        FakeProvider provider = FakeProvider.start()) {
      Boundary.of(bank.database())
          .withoutSocketWatch()
          .deliver(
              doors ->
                  start
                      .on(doors.database(), new Cashier.Gateway(doors.http(HTTP), provider.uri()))
                      .pay("order-1", AMOUNT))
          .assertEffectStaysInOneTransaction();
    }
  }

  private static Invariant chargedOnceAtMost(FakeProvider provider) {
    return Invariants.atMostOncePerKey(
        "the ledger", () -> provider.charges().stream().map(charge -> charge.reference()).toList());
  }

  /** Paid means charged; declined means that the gateway said no, and it never does here. */
  private static Invariant booksAgree(FakeProvider provider, AtomicInteger schedule) {
    return database -> {
      String order = "order-" + schedule.get();
      String state = Sql.text(database, "select state from journal where id = ?", order);
      boolean charged =
          provider.charges().stream().anyMatch(charge -> order.equals(charge.reference()));
      if (charged && !"PAID".equals(state)) {
        return List.of(order + " is charged, the books say " + state);
      }
      if (!charged && "PAID".equals(state)) {
        return List.of(order + " is not charged, the books say PAID");
      }
      return charged ? List.of() : List.of(order + " is refused, and the gateway never said no");
    };
  }

  private static Bank bank() {
    Bank bank = Bank.onH2();
    Sql.run(
        bank.database(),
        "create table journal (id varchar(100) primary key, state varchar(20) not null,"
            + " amount int not null)");
    return bank;
  }

  private static void reset(DataSource database) {
    Sql.run(database, "delete from journal");
  }

  private static String state(DataSource database, String order) {
    return Sql.text(database, "select state from journal where id = ?", order);
  }

  private static boolean isClosed(DataSource database, String order) {
    String state = state(database, order);
    return state != null && !state.equals("INTENT");
  }

  /** Writes the intent, unless it is there. */
  private static void intend(DataSource database, String order, long amount) {
    if (state(database, order) == null) {
      Sql.run(
          database,
          "insert into journal (id, state, amount) values (?, 'INTENT', ?)",
          order,
          amount);
    }
  }

  private static void close(DataSource database, String order, String state) {
    Sql.run(database, "update journal set state = ? where id = ?", state, order);
  }

  /** Yes is yes, no is no, and everything else is neither: it is asked again. */
  private static void closeIfAnswered(DataSource database, String order, int status)
      throws IOException {
    if (status == 201) {
      close(database, order, "PAID");
    } else if (status == 402 || status == 422) {
      close(database, order, "DECLINED");
    } else {
      throw new IOException("the gateway answered " + status + ", which says neither yes nor no");
    }
  }

  /**
   * Charge, then save: the order of the words in the requirement. It looks right because only what
   * was really charged is in the books.
   */
  record CallsFirst(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (state(database, order) == null) {
        int status = gateway.charge(UUID.randomUUID().toString(), order, amount);
        intend(database, order, amount);
        closeIfAnswered(database, order, status);
      }
    }
  }

  /**
   * {@code UUID.randomUUID()} as the idempotency key, made where the request is made; many client
   * libraries do so by themselves. It looks right because the gateway's documents ask for a unique
   * key.
   */
  record NewKeyForEachAttempt(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        intend(database, order, amount);
        closeIfAnswered(
            database, order, gateway.charge(UUID.randomUUID().toString(), order, amount));
      }
    }
  }

  /**
   * {@code catch (IOException e) { return DECLINED; }}: a timeout is an error, and an error is not
   * a payment. It looks right because the customer can try again; he can, and pays twice.
   */
  record NoAnswerIsNo(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        intend(database, order, amount);
        try {
          closeIfAnswered(database, order, gateway.charge(order, order, amount));
        } catch (IOException e) {
          close(database, order, "DECLINED");
        }
      }
    }
  }

  /**
   * {@code status == 201 ? PAID : status >= 400 ? DECLINED : …}: whatever is not a success is a
   * failure. It looks right because that is what status codes are for.
   */
  record ErrorIsNo(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        intend(database, order, amount);
        int status = gateway.charge(order, order, amount);
        close(database, order, status == 201 ? "PAID" : "DECLINED");
      }
    }
  }

  /**
   * 409 read as "we have that already". It looks right because a retry is the only way to get it;
   * but what it says is that another attempt is under way, and that may still fail.
   */
  record ConflictIsDone(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        intend(database, order, amount);
        int status = gateway.charge(order, order, amount);
        closeIfAnswered(database, order, status == 409 ? 201 : status);
      }
    }
  }

  /**
   * 4xx read as "the request is wrong, and will always be". It looks right for 400 and 402, and 429
   * has a 4 in front as well.
   */
  record AnyOtherAnswerIsNo(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        intend(database, order, amount);
        int status = gateway.charge(order, order, amount);
        closeIfAnswered(database, order, status >= 400 && status < 500 ? 402 : status);
      }
    }
  }

  /**
   * The journal row is closed in the transaction that decides to call, so that nobody calls twice.
   * It looks right because a charge too few is better than one too many; the goods are sent all the
   * same.
   */
  record ClosesFirst(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        Sql.run(
            database,
            "insert into journal (id, state, amount) values (?, 'PAID', ?)",
            order,
            amount);
        if (gateway.charge(order, order, amount) != 201) {
          close(database, order, "INTENT");
        }
      }
    }
  }

  /**
   * The request is built from what the order is now: with today's rate, today's date, or the price
   * after the discount. It looks right because the key is the same; the request is not.
   */
  static final class CalculatesAgain implements Cashier {
    private final DataSource database;
    private final Cashier.Gateway gateway;
    private int fee;

    CalculatesAgain(DataSource database, Cashier.Gateway gateway) {
      this.database = database;
      this.gateway = gateway;
    }

    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        intend(database, order, amount);
        closeIfAnswered(database, order, gateway.charge(order, order, amount + fee++));
      }
    }
  }

  /**
   * Right as long as the gateway remembers the key: intent first, the order as the key, the amount
   * of the intent, and asked again until there is an answer. It is in the museum for those who
   * retry for longer than that.
   */
  record IntentFirst(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (!isClosed(database, order)) {
        intend(database, order, amount);
        closeIfAnswered(database, order, gateway.charge(order, order, intended(database, order)));
      }
    }
  }

  /** Right however late it is: where an attempt may have been before, it looks first. */
  record LooksFirst(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      if (isClosed(database, order)) {
        return;
      }
      boolean mayHaveBeen = state(database, order) != null;
      intend(database, order, amount);
      int status =
          mayHaveBeen && gateway.knows(order)
              ? 201
              : gateway.charge(order, order, intended(database, order));
      closeIfAnswered(database, order, status);
    }
  }

  /**
   * {@code @Transactional} above a method that calls a gateway. It looks right because a failed
   * call rolls back; but a rollback for any other reason takes back the books alone, and meanwhile
   * a slow gateway holds a connection, its locks, and soon all of the pool.
   */
  record CallsInside(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      Tx.run(
          database,
          c -> {
            Sql.run(
                c, "insert into journal (id, state, amount) values (?, 'PAID', ?)", order, amount);
            if (gateway.charge(order, order, amount) != 201) {
              throw new IOException("not charged");
            }
          });
    }
  }

  /** Right: the transaction writes the intent, and somebody calls when it is committed. */
  record IntentOnly(DataSource database, Cashier.Gateway gateway) implements Cashier {
    @Override
    public void pay(String order, long amount) throws Exception {
      Tx.run(
          database,
          c ->
              Sql.run(
                  c,
                  "insert into journal (id, state, amount) values (?, 'INTENT', ?)",
                  order,
                  amount));
    }
  }

  private static long intended(DataSource database, String order) {
    return Sql.number(database, "select amount from journal where id = ?", order);
  }
}
