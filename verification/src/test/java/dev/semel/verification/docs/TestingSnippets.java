// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.embedded.EmbeddedKafka;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.Boundary;
import dev.semel.testkit.Budget;
import dev.semel.testkit.Crash;
import dev.semel.testkit.FaultPlan;
import dev.semel.testkit.Given;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.Reorder;
import dev.semel.testkit.Storm;
import dev.semel.testkit.Twice;
import dev.semel.testkit.history.Checker;
import dev.semel.testkit.history.History;
import dev.semel.testkit.network.ArmedFault;
import dev.semel.testkit.network.FakeProvider;
import dev.semel.testkit.network.FaultProxy;
import dev.semel.testkit.network.Misbehaviour;
import dev.semel.testkit.property.Gen;
import dev.semel.testkit.property.Property;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** The code in {@code docs/testing.md}. */
final class TestingSnippets {
  private static final Payment PAYMENT = new Payment("pay-1", 7, 10);

  private TestingSnippets() {}

  record Payment(String id, int account, int amount) {}

  static final Given ACCOUNT_7 =
      database -> {
        try (Connection connection = database.getConnection();
            Statement statement = connection.createStatement()) {
          statement.execute("delete from credit");
          statement.execute("delete from payment_seen");
          statement.execute("delete from account");
          statement.execute("insert into account (id, balance) values (7, 100)");
        }
      };

  static void tables(DataSource database) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table account (id int primary key, balance int not null)");
      statement.execute("create table payment_seen (id varchar(64) primary key)");
      statement.execute("create table credit (payment varchar(64) not null, amount int not null)");
    }
  }

  /** Remembers and credits in one transaction; of two at once the second waits for the first. */
  record PaymentListener(DataSource dataSource) {
    void onMessage(Payment payment) throws SQLException {
      try (Connection connection = dataSource.getConnection()) {
        connection.setAutoCommit(false);
        try {
          if (remember(connection, payment)) {
            credit(connection, payment);
          }
          connection.commit();
        } catch (SQLException e) {
          connection.rollback();
          throw e;
        } finally {
          connection.setAutoCommit(true);
        }
      }
    }

    private static boolean remember(Connection connection, Payment payment) throws SQLException {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "insert into payment_seen (id) values (?) on conflict do nothing")) {
        insert.setString(1, payment.id());
        return insert.executeUpdate() == 1;
      }
    }

    private static void credit(Connection connection, Payment payment) throws SQLException {
      try (PreparedStatement update =
              connection.prepareStatement("update account set balance = balance + ? where id = ?");
          PreparedStatement insert =
              connection.prepareStatement("insert into credit (payment, amount) values (?, ?)")) {
        update.setInt(1, payment.amount());
        update.setInt(2, payment.account());
        update.executeUpdate();
        insert.setString(1, payment.id());
        insert.setInt(2, payment.amount());
        insert.executeUpdate();
      }
    }
  }

  static void twice(DataSource dataSource, FakeProvider provider) {
    Payment payment = PAYMENT;
    // tag::twice[]
    Twice.of(dataSource)
        .watch(provider) // charges are effects, too
        .ignoringTable("payment_seen")
        .times(3)
        .deliver(database -> new PaymentListener(database).onMessage(payment))
        .assertSecondDeliveryChangedNothing();
    // end::twice[]
  }

  static void crash(DataSource dataSource) {
    Payment payment = PAYMENT;
    // tag::crash[]
    Crash.in(dataSource)
        .given(ACCOUNT_7)
        .flow(
            world -> {
              var listener = new PaymentListener(world.database());
              world.deliver("pay-1", () -> listener.onMessage(payment));
            })
        .always(
            Invariants.exactlyOncePer("select payment from credit", "pay-1"),
            Invariants.conserved("select balance from account where id = 7", 110))
        .deaths(2)
        .run()
        .assertHolds();
    // end::crash[]
  }

  static void storm(DataSource dataSource) {
    // tag::storm[]
    Storm.of(dataSource)
        .given(ACCOUNT_7)
        .threads(8)
        .rounds(5)
        .always(Invariants.atMostOncePer("select payment from credit"))
        .deliver((database, round) -> new PaymentListener(database).onMessage(PAYMENT))
        .assertHolds();
    // end::storm[]
  }

  static void reorder(DataSource dataSource) {
    // tag::reorder[]
    Reorder.of(dataSource)
        .given(ACCOUNT_7)
        .messages(
            new Payment("pay-1", 7, 10), new Payment("pay-2", 7, -3), new Payment("pay-3", 7, 5))
        .withDuplicates(1)
        .allPermutations()
        .deliveredBy((database, payment) -> new PaymentListener(database).onMessage(payment))
        .assertOrderDoesNotMatter();
    // end::reorder[]
  }

  static void property(DataSource dataSource) {
    // tag::property[]
    Gen<Payment> payments =
        choices -> new Payment("pay-" + choices.upTo(3), 7, 1 + (int) choices.upTo(99));

    Property.forAll(Gen.lists(payments, 6), FaultPlan.upTo(2, 60))
        .tries(30)
        .check(
            (workload, plan) ->
                Crash.in(dataSource)
                    .given(ACCOUNT_7)
                    .flow(
                        world -> {
                          var listener = new PaymentListener(world.database());
                          for (int i = 0; i < workload.size(); i++) {
                            Payment payment = workload.get(i);
                            world.deliver("#" + i, () -> listener.onMessage(payment));
                          }
                        })
                    .always(
                        Invariants.atMostOncePer("select payment from credit"),
                        Invariants.conserved(
                            "select balance - (select coalesce(sum(amount), 0) from credit)"
                                + " from account",
                            100))
                    .plan(plan)
                    .run()
                    .assertHolds());
    // end::property[]
  }

  static void boundary(DataSource dataSource) {
    // tag::boundary[]
    Boundary.of(dataSource)
        .deliver(doors -> new PaymentListener(doors.database()).onMessage(PAYMENT))
        .assertEffectStaysInOneTransaction();
    // end::boundary[]
  }

  static void budget(DataSource dataSource) {
    // tag::budget[]
    Budget.of(dataSource)
        .messages(100)
        .deliver(
            (database, n) ->
                new PaymentListener(database).onMessage(new Payment("pay-" + n, 7, 10)))
        .perMessage()
        .statementsAtMost(3)
        .transactionsAtMost(1)
        .rowWritesAtMost(3)
        .assertKept();
    // end::budget[]
  }

  static void proxy(EmbeddedPostgres postgres, DataSourceAt at) throws Exception {
    // tag::proxy[]
    try (FaultProxy proxy = FaultProxy.to(postgres.port())) {
      ArmedFault cut = proxy.on("COMMIT").ignoringCase().cutAfter();
      try {
        new PaymentListener(at.port(proxy.port())).onMessage(PAYMENT);
      } catch (SQLException lost) {
        // The payment is committed, and nobody here knows.
      }
      cut.awaitStruck(Duration.ofSeconds(30));
      new PaymentListener(at.port(proxy.port())).onMessage(PAYMENT);
    }
    // end::proxy[]
  }

  /** A data source that reaches the database through a port. */
  interface DataSourceAt {
    DataSource port(int port);
  }

  /** Charges at a gateway; an exception means that nobody knows. */
  interface Gateway {
    void charge(URI provider, String key, int cents) throws Exception;
  }

  static int provider(Gateway gateway) throws Exception {
    // tag::provider[]
    try (FakeProvider provider = FakeProvider.start()) {
      provider.next(Misbehaviour.DROP_AFTER_CHARGING);
      try {
        gateway.charge(provider.uri(), "order-42", 4_200);
      } catch (Exception unknown) {
        gateway.charge(provider.uri(), "order-42", 4_200); // the same key: charged once
      }
      return provider.charges("order-42").size();
    }
    // end::provider[]
  }

  static void servers() {
    // tag::servers[]
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
        EmbeddedKafka kafka = EmbeddedKafka.with().topic("payments", 3).start()) {
      postgres.kill(); // SIGKILL, with all its children
      postgres.restart(); // what it acknowledged is there
      kafka.pause(); // SIGSTOP: it is there and answers nobody
      kafka.resume();
    }
    // end::servers[]
  }

  static void history(List<String> rows) {
    // tag::history[]
    History history = History.inMemory();
    history.by("client").sending("pay-1").ok();
    history.by("client").sending("pay-2").unknown(); // no answer came
    history.fault("kill worker-1");
    history.delivered("pay-1");
    rows.forEach(history::applied); // the truth is read at the end

    Checker.exactlyOnce().check(history).assertClean().assertFaults("kill worker-1", 1);
    // end::history[]
  }
}
