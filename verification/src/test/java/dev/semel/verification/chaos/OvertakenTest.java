// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.BatchReport;
import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Schema;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.testkit.network.Fault;
import dev.semel.testkit.network.FaultProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A delivery loses its connection before its seal arrives, and another delivery of the same key is
 * faster than its look at the row: the effect happened, but it was the other's.
 */
class OvertakenTest {
  private static final Runnable NOTHING = () -> {};

  private final PostgreSqlWire database = PostgreSqlWire.fresh();
  private final Item item = Item.plain("overtaken-", 0);
  private final AtomicReference<Runnable> beforeNextConnection = new AtomicReference<>(NOTHING);
  private FaultProxy proxy;
  private HikariDataSource direct;
  private Checker checker;
  private Semel semel;

  @BeforeEach
  void start() throws Exception {
    proxy = FaultProxy.to(database.port());
    direct = database.direct();
    checker = new Checker(direct);
    Schema.of(direct).apply();
    checker.send(List.of(item));
    Interrupted dataSource = new Interrupted(beforeNextConnection);
    dataSource.setUrl(database.url(proxy.port()) + "&prepareThreshold=0");
    semel = Semel.on(dataSource);
    Semel.on(direct).once(Key.of(Item.SCOPE, "first"), tx -> {});
    Sql.run(direct, "delete from semel_ledger_64");
  }

  @AfterEach
  void stop() throws Exception {
    direct.close();
    proxy.close();
  }

  @Test
  void once_gives_the_result_of_the_one_that_happened() throws Exception {
    assertThat(semel.once(item.key(), Codec.text(), this::mine)).isEqualTo("theirs");
    assertThat(proxy.struck(Fault.CUT_BEFORE)).isEqualTo(1);
    checker.assertExactlyOnce();
  }

  @Test
  void a_batch_gives_the_result_of_the_one_that_happened() throws Exception {
    BatchReport<Item, String> report =
        semel
            .batch(Item.SCOPE, List.of(item))
            .keyedBy(Item::id)
            .apply(Codec.text(), (tx, one) -> mine(tx));
    assertThat(report.settled().get(0).outcome().result()).isEqualTo("theirs");
    assertThat(proxy.struck(Fault.CUT_BEFORE)).isEqualTo(1);
    checker.assertExactlyOnce();
  }

  private String mine(Tx tx) throws SQLException {
    item.apply(tx);
    int session = (int) Sql.number(tx.connection(), database.sessionPort());
    proxy.session(session).on("commit").cutBefore();
    beforeNextConnection.set(this::theirs);
    return "mine";
  }

  private void theirs() {
    try {
      Semel.on(direct)
          .once(
              item.key(),
              Codec.text(),
              tx -> {
                item.apply(tx);
                return "theirs";
              });
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Lets something happen, one time, before it gives the next connection. */
  private static final class Interrupted extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private final transient AtomicReference<Runnable> before;

    Interrupted(AtomicReference<Runnable> before) {
      this.before = before;
    }

    @Override
    public Connection getConnection() throws SQLException {
      before.getAndSet(NOTHING).run();
      return super.getConnection();
    }
  }
}
