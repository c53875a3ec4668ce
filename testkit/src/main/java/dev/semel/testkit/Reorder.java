// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.Stage.Moment;
import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.orders.Order;
import dev.semel.testkit.internal.orders.Orders;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Delivers messages in every order, or in many, with some of them more than once, and compares the
 * database with what it holds after each came once and in order.
 *
 * <pre>{@code
 * Reorder.of(dataSource)
 *     .given(database -> reset(database))
 *     .messages(opened, paid, shipped)
 *     .withDuplicates(1)
 *     .allPermutations()
 *     .deliveredBy((database, event) -> new OrderListener(database).onEvent(event))
 *     .assertOrderDoesNotMatter();
 * }</pre>
 *
 * <p>Keys that the database makes up are not compared, nor are columns that refer to them. When an
 * order ends otherwise, the tamest such order is searched: fewer duplicates, less overtaking. The
 * system property {@code semel.order} runs one order alone, as a failure names it. For one thread.
 */
public final class Reorder<M> {
  private static final String ORDER_PROPERTY = "semel.order";
  private static final int DUPLICATES_MAX = 20;
  private static final int ORDERS_MAX = 10_000;

  private final Stage stage;
  private final List<M> messages;
  private int duplicates;
  private int sample;
  private long seed;
  private int ordersAtMost = ORDERS_MAX;
  private int redeliveries;
  private boolean generatedKeysCompared;

  private Reorder(Stage stage) {
    this.stage = stage;
    this.messages = List.of();
  }

  /** The same with other messages. */
  private Reorder(Reorder<?> other, List<M> messages) {
    this.stage = other.stage;
    this.messages = List.copyOf(messages);
    this.duplicates = other.duplicates;
    this.sample = other.sample;
    this.seed = other.seed;
    this.ordersAtMost = other.ordersAtMost;
    this.redeliveries = other.redeliveries;
    this.generatedKeysCompared = other.generatedKeysCompared;
  }

  /** Brings a message to the code under test. */
  @FunctionalInterface
  public interface Delivery<M> {
    /** Delivers, and returns normally if and only if a broker would take it as acknowledged. */
    void to(DataSource database, M message) throws Exception;
  }

  /** Looks at this database, which must be one of this machine. */
  public static Reorder<Void> of(DataSource dataSource) {
    return new Reorder<>(new Stage(Objects.requireNonNull(dataSource, "dataSource")));
  }

  /** How the database stands before the first message. */
  public Reorder<M> given(Given start) {
    stage.given(start);
    return this;
  }

  /** The messages in the order in which they were sent. */
  @SafeVarargs
  public final <N> Reorder<N> messages(N... inOrder) {
    if (inOrder.length < 1) {
      throw bad("messages(): there is nothing to deliver");
    }
    List<N> all = new ArrayList<>();
    for (N message : inOrder) {
      all.add(Objects.requireNonNull(message, "message"));
    }
    return new Reorder<>(this, all);
  }

  /** At most so many deliveries more than there are messages: none by default. */
  public Reorder<M> withDuplicates(int count) {
    if (count < 0 || count > DUPLICATES_MAX) {
      throw bad("withDuplicates(%d): it is 0 to %d".formatted(count, DUPLICATES_MAX));
    }
    duplicates = count;
    return this;
  }

  /** Every order, the tamest first. This is the default. */
  public Reorder<M> allPermutations() {
    sample = 0;
    return this;
  }

  /** So many orders, drawn by the seed. */
  public Reorder<M> sample(int orders, long seed) {
    if (orders < 1) {
      throw bad("sample(%d, …): at least 1 order".formatted(orders));
    }
    this.sample = orders;
    this.seed = seed;
    return this;
  }

  /** How many orders may be run: 10,000 by default. */
  public Reorder<M> ordersAtMost(int count) {
    if (count < 1) {
      throw bad("ordersAtMost(%d): at least 1".formatted(count));
    }
    ordersAtMost = count;
    return this;
  }

  /**
   * A message whose delivery throws comes again after the others, as from a broker, so many times
   * at most. By default an exception is a failure.
   */
  public Reorder<M> redeliveringUntilAcknowledged(int timesMax) {
    if (timesMax < 1) {
      throw bad("redeliveringUntilAcknowledged(%d): at least 1".formatted(timesMax));
    }
    redeliveries = timesMax;
    return this;
  }

  /** Looks at a place outside too: each effect as often as in order, in whatever order. */
  public Reorder<M> watch(OutsideEffects place) {
    stage.watch(place);
    return this;
  }

  /** Does not look at a column, named as {@code table.column}. */
  public Reorder<M> ignoring(String column) {
    stage.ignoreColumn(column);
    return this;
  }

  /** Does not look at a table. */
  public Reorder<M> ignoringTable(String table) {
    stage.ignoreTable(table);
    return this;
  }

  /** Looks at the tables of these schemas instead of the connection's current one. */
  public Reorder<M> schemas(String... names) {
    stage.lookIn(List.of(names));
    return this;
  }

  /** Compares keys that the database makes up as well. */
  public Reorder<M> comparingGeneratedKeys() {
    generatedKeysCompared = true;
    return this;
  }

  /** Works on a database elsewhere too. Nobody must need what it holds. */
  public Reorder<M> allowRemoteDatabase() {
    stage.allowRemote();
    return this;
  }

  /** Delivers in order, then in the other orders, until one ends otherwise. */
  public ReorderReport deliveredBy(Delivery<? super M> delivery) {
    if (messages.isEmpty()) {
      throw bad("Reorder lacks messages(...): there is nothing to deliver");
    }
    if (!stage.hasGiven()) {
      throw bad("Reorder lacks given(...): orders can only be compared if each begins alike");
    }
    List<Order> orders = orders();
    stage.requireLoopback();
    stage.ignoreGeneratedKeys(!generatedKeysCompared);
    return new Runs(delivery).report(orders);
  }

  private List<Order> orders() {
    String one = System.getProperty(ORDER_PROPERTY);
    if (one != null) {
      try {
        return List.of(Order.parse(one, messages.size()));
      } catch (IllegalArgumentException e) {
        throw new TestkitException(
            Code.BAD_ORDER,
            "-D%s=%s does not fit %s: %s"
                .formatted(
                    ORDER_PROPERTY, one, Story.counted(messages.size(), "message"), e.getMessage()),
            e);
      }
    }
    long count =
        sample > 0
            ? Math.min(sample, Orders.count(messages.size(), duplicates))
            : Orders.count(messages.size(), duplicates);
    if (count > ordersAtMost) {
      throw new TestkitException(
          Code.TOO_MANY_ORDERS,
          String.format(
              Locale.ROOT,
              "%s with up to %d duplicates have %s orders, and %,d may be run: take a"
                  + " sample(orders, seed), fewer messages, or raise ordersAtMost(...)",
              Story.counted(messages.size(), "message"),
              duplicates,
              count == Long.MAX_VALUE ? "countless" : String.format(Locale.ROOT, "%,d", count),
              ordersAtMost));
    }
    return sample > 0
        ? Orders.sample(messages.size(), duplicates, sample, seed)
        : Orders.all(messages.size(), duplicates);
  }

  private static TestkitException bad(String message) {
    return new TestkitException(Code.BAD_CHOICE, message);
  }

  /** How the deliveries of one order ended. */
  record Ended(Moment start, Moment end, @Nullable Throwable failure, int failedAt) {}

  /** All runs of one test. */
  private final class Runs {
    private final Delivery<? super M> delivery;
    private int orders;

    Runs(Delivery<? super M> delivery) {
      this.delivery = delivery;
    }

    ReorderReport report(List<Order> all) {
      Order inOrder = Order.inOrder(messages.size());
      Ended reference = run(inOrder);
      Supplier<ReorderReport.Runs> counts =
          () -> new ReorderReport.Runs(orders, sample > 0 ? seed : null);
      if (reference.failure() != null) {
        return ReorderReport.failed(
            inOrder, reference.failure(), reference.failedAt(), counts.get());
      }
      List<Change> did = stage.changes(reference.start(), reference.end(), "");
      if (did.isEmpty()) {
        return ReorderReport.nothing(Stage.tables(reference.end()), counts.get());
      }
      Problem control = problem(reference, inOrder);
      if (control != null) {
        throw Stage.notRepeatable("delivery in order", control.changes);
      }
      for (Order order : all) {
        Problem problem = order.equals(inOrder) ? null : problem(reference, order);
        if (problem != null) {
          Problem tamest = tamest(reference, problem);
          return tamest.ended.failure() == null
              ? ReorderReport.differs(tamest.order, tamest.changes, did, counts.get())
              : ReorderReport.failed(
                  tamest.order, tamest.ended.failure(), tamest.ended.failedAt(), counts.get());
        }
      }
      return ReorderReport.same(did, counts.get());
    }

    private record Problem(Order order, Ended ended, List<Change> changes) {}

    private @Nullable Problem problem(Ended reference, Order order) {
      Ended ended = run(order);
      List<Change> unlike =
          stage.changes(
              reference.start(),
              new Moment(ended.start().tables(), reference.start().outside()),
              "");
      if (!unlike.isEmpty()) {
        throw Stage.otherStart(unlike);
      }
      List<Change> changes =
          stage.differences(reference.start(), reference.end(), ended.start(), ended.end());
      return ended.failure() == null && changes.isEmpty()
          ? null
          : new Problem(order, ended, changes);
    }

    /** Follows tamer orders as long as one of them fails too. */
    private Problem tamest(Ended reference, Problem found) {
      Problem tamest = found;
      boolean tamed = true;
      while (tamed) {
        tamed = false;
        for (Order tamer : tamest.order.tamer()) {
          Problem problem =
              tamer.inversions() == 0 && tamer.deliveries().size() == messages.size()
                  ? null // In order, which is known to end well.
                  : problem(reference, tamer);
          if (problem != null) {
            tamest = problem;
            tamed = true;
            break;
          }
        }
      }
      return tamest;
    }

    private Ended run(Order order) {
      orders++;
      stage.reset();
      Moment start = stage.now();
      record Waiting(int message, int times) {}
      Deque<Waiting> waiting = new ArrayDeque<>();
      order.deliveries().forEach(number -> waiting.add(new Waiting(number, 0)));
      while (!waiting.isEmpty()) {
        Waiting next = waiting.remove();
        try {
          delivery.to(stage.database(), messages.get(next.message()));
        } catch (Throwable e) { // Whatever ends a delivery is a result of it.
          if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
          }
          if (next.times() >= redeliveries || Thread.currentThread().isInterrupted()) {
            return new Ended(start, stage.now(), e, next.message());
          }
          waiting.add(new Waiting(next.message(), next.times() + 1));
        }
      }
      return new Ended(start, stage.now(), null, -1);
    }
  }
}
