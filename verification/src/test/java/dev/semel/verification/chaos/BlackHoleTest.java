// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.BusyException;
import dev.semel.Semel;
import dev.semel.UnknownOutcomeException;
import dev.semel.testkit.network.Fault;
import dev.semel.testkit.network.ProxySession;
import dev.semel.verification.chaos.Door.Delivered;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The seal is swallowed while the server keeps the session open, as when a cable is pulled. The
 * client gives up after its socket timeout; the transaction is still there and may yet commit.
 */
class BlackHoleTest {
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private Cuts cuts;
  private Cuts.Path path;
  private Semel semel;
  private final AtomicReference<ProxySession> hole = new AtomicReference<>();

  @BeforeEach
  void start() throws Exception {
    cuts = new Cuts(PostgreSqlWire.fresh());
    path = cuts.path("", "socketTimeout", "1");
    semel = path.semel().waitingUpTo(PATIENCE);
  }

  @AfterEach
  void stop() throws Exception {
    cuts.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"ONCE", "BATCH"})
  void while_the_transaction_lives_nobody_says_that_nothing_happened(Door door) throws Exception {
    List<Item> items = swallowed(door);
    Delivered second = door.deliver(semel, items, (tx, item) -> item.apply(tx));
    assertThat(second.open).isEqualTo(items);
    assertThat(second.why).hasOnlyElementsOfType(BusyException.class);

    hole.get().cut();
    cuts.again(door, path, items);
    cuts.checker.assertExactlyOnce();
  }

  @ParameterizedTest
  @EnumSource(names = {"ONCE", "BATCH"})
  void a_seal_that_arrives_late_answers_the_redelivery(Door door) throws Exception {
    List<Item> items = swallowed(door);
    hole.get().deliverKept();
    Poll.until(
        "the late commit", Duration.ofSeconds(10), () -> cuts.checker.effects() == items.size());

    Delivered second = door.deliver(semel, items, (tx, item) -> item.apply(tx));
    assertThat(second.replayed).isEqualTo(items);
    cuts.checker.assertExactlyOnce();
  }

  @Test
  void a_late_seal_of_the_optimistic_door_loses_to_the_redelivery() throws Exception {
    List<Item> items = cuts.send(Door.OPTIMISTIC);
    Delivered first = Door.OPTIMISTIC.deliver(semel, items, blackHole(items));
    assertThat(first.open).as("not acknowledged").isEqualTo(items);

    // The account the late transaction has updated is still locked, so this one only inserts.
    Door.Work insert =
        (tx, item) ->
            Sql.run(
                tx.connection(),
                "insert into effect (id, account, amount) values (?, ?, ?)",
                item.id(),
                item.account(),
                item.amount());
    assertThat(Door.OPTIMISTIC.deliver(semel, items, insert).applied).isEqualTo(items);
    hole.get().deliverKept();
    Poll.until(
        "the late transaction is refused",
        Duration.ofSeconds(10),
        () -> cuts.transactionsAtWork() == 0);
    assertThat(cuts.checker.effects()).isEqualTo(1);
    assertThat(cuts.checker.ledgerRows()).isEqualTo(1);
    assertThat(cuts.checker.doubled()).isEmpty();
  }

  /** Delivers into the hole; the answer is that nobody knows. */
  private List<Item> swallowed(Door door) throws Exception {
    List<Item> items = cuts.send(door);
    Delivered first = door.deliver(semel, items, blackHole(items));
    assertThat(cuts.proxy.struck(Fault.BLACK_HOLE)).isEqualTo(1);
    assertThat(first.open).as("not acknowledged").isEqualTo(items);
    assertThat(first.why).hasOnlyElementsOfType(UnknownOutcomeException.class);
    assertThat(cuts.checker.effects()).isZero();
    return items;
  }

  private Door.Work blackHole(List<Item> items) {
    return cuts.armed(items, Fault.BLACK_HOLE, "", hole::set);
  }
}
