// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What goes around the doors, over sockets. */
class BoundaryOnPostgresTest {
  private static final AtomicInteger PAYMENTS = new AtomicInteger();

  private static EmbeddedPostgres postgres;
  private static DataSource database;
  private static Outdoors outdoors;

  @BeforeAll
  static void start() throws SQLException, IOException {
    postgres = EmbeddedPostgres.start();
    database = TransferScenario.postgres(postgres.jdbcUrl());
    Bank.create(database);
    Bank.reset(database);
    outdoors = new Outdoors();
  }

  @AfterAll
  static void stop() {
    outdoors.close();
    postgres.close();
  }

  /** What a listener does in its transaction besides its effect. */
  private interface Besides {
    void run() throws Exception;
  }

  private static String payment() {
    return "p" + PAYMENTS.incrementAndGet();
  }

  private static void credit(DataSource source, Besides inside) throws Exception {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      Bank.markSeen(connection, payment());
      inside.run();
      Bank.credit(connection, "any");
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  private static BoundaryReport inside(Besides inside) {
    return Boundary.of(database).deliver(doors -> credit(doors.database(), inside));
  }

  private static BoundaryReport around(Besides before, Besides after) {
    return Boundary.of(database)
        .deliver(
            doors -> {
              before.run();
              credit(doors.database(), () -> {});
              after.run();
            });
  }

  private static void passes(BoundaryReport report) {
    report.assertEffectStaysInOneTransaction();
    assertThat(report.findings()).isEmpty();
  }

  private static void isCaught(BoundaryReport report, String... parts) {
    assertThat(report.findings()).singleElement().asString().contains(parts);
    assertThatThrownBy(report::assertEffectStaysInOneTransaction)
        .isInstanceOf(AssertionError.class);
  }

  private static void isCaughtOutside(BoundaryReport report, String... parts) {
    for (String part : parts) {
      assertThat(report.findings()).singleElement().asString().contains(part);
    }
    isCaught(
        report,
        "talks to " + outdoors.address() + " inside the transaction, through no door",
        "around it insert into seen values (?) @Bank.java:",
        "committed by commit @BoundaryOnPostgresTest.java:",
        "allowing(\"" + outdoors.address() + "\")");
  }

  @Test
  void dedup_and_effect_in_one_transaction_stay() {
    passes(Boundary.of(database).deliver(doors -> Bank.careful(doors.database(), payment())));
  }

  @Test
  void a_plain_socket_is_seen_inside_and_may_be_used_outside() {
    isCaughtOutside(inside(outdoors::bySocket), "bytes @Outdoors.java:");
    passes(around(outdoors::bySocket, outdoors::bySocket));
  }

  @Test
  void a_channel_is_seen_inside_and_may_be_used_outside() {
    isCaughtOutside(inside(outdoors::byChannel), "bytes @Outdoors.java:");
    passes(around(outdoors::byChannel, outdoors::byChannel));
  }

  @Test
  void a_url_connection_is_seen_inside_and_may_be_used_outside() {
    isCaughtOutside(inside(outdoors::byUrlConnection), "bytes @Outdoors.java:");
    passes(around(outdoors::byUrlConnection, outdoors::byUrlConnection));
  }

  @Test
  void an_http_client_without_a_door_is_seen_inside_and_may_be_used_outside() {
    Besides fresh = () -> outdoors.send(HttpClient.newHttpClient());
    Besides warm = () -> outdoors.send(outdoors.client());
    isCaughtOutside(inside(fresh), "by a java.net.http.HttpClient @Outdoors.java:");
    isCaughtOutside(inside(warm), "by a java.net.http.HttpClient");
    isCaughtOutside(inside(warm), "by a java.net.http.HttpClient");
    passes(around(fresh, fresh));
    passes(around(warm, warm));
  }

  @Test
  void an_http_client_that_answers_later_is_seen_as_well() {
    outdoors.send(outdoors.client());
    isCaughtOutside(
        inside(() -> outdoors.sendLater(outdoors.client()).join()),
        "by a java.net.http.HttpClient");
  }

  @Test
  void an_http_client_that_somebody_else_waits_for_is_not_the_effects() throws Exception {
    ExecutorService others = Executors.newSingleThreadExecutor();
    HttpClient client = HttpClient.newHttpClient();
    try {
      others.submit(() -> outdoors.send(client)).get();
      passes(
          inside(
              () -> {
                for (int i = 0; i < 10; i++) {
                  CompletableFuture<Void> other =
                      CompletableFuture.runAsync(() -> outdoors.send(client), others);
                  while (!other.isDone()) {
                    Thread.onSpinWait();
                  }
                }
              }));
    } finally {
      others.shutdown();
    }
  }

  @Test
  void a_thread_that_the_effect_starts_works_for_it() {
    Besides byThread =
        () -> {
          Thread thread = new Thread(() -> outdoors.send(HttpClient.newHttpClient()));
          thread.start();
          thread.join();
        };
    isCaughtOutside(inside(byThread));
    Besides socketByThread =
        () -> {
          Thread thread =
              new Thread(
                  () -> {
                    try {
                      outdoors.bySocket();
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
          thread.start();
          thread.join();
        };
    isCaughtOutside(inside(socketByThread));
    passes(around(socketByThread, socketByThread));
  }

  @Test
  void what_goes_through_an_http_door_is_told_once_and_can_be_allowed() {
    Boundary boundary = Boundary.of(database);
    isCaught(
        boundary.deliver(
            doors ->
                credit(
                    doors.database(), () -> outdoors.send(doors.http(HttpClient.newHttpClient())))),
        "speaks HTTP inside the transaction: POST /charges @Outdoors.java:");
    passes(
        Boundary.of(database)
            .allowing("http")
            .deliver(
                doors ->
                    credit(
                        doors.database(),
                        () -> outdoors.sendLater(doors.http(outdoors.client())).join())));
  }

  @Test
  void an_address_can_be_allowed() {
    passes(
        Boundary.of(database)
            .allowing(outdoors.address())
            .deliver(doors -> credit(doors.database(), outdoors::bySocket)));
  }

  @Test
  void a_publisher_is_told_by_its_door_and_not_by_its_socket() {
    isCaught(
        Boundary.of(database)
            .deliver(
                doors -> {
                  Outdoors.Publisher publisher =
                      doors.publishing(
                          Outdoors.Publisher.class, message -> outdoors.send(outdoors.client()));
                  credit(doors.database(), () -> publisher.publish("p"));
                }),
        "publishes inside the transaction");
  }

  @Test
  void a_connection_to_the_same_database_that_is_no_door_is_seen_inside_and_outside() {
    Besides own = () -> Bank.run(database, "insert into credit values ('own', 1)");
    isCaught(
        inside(own),
        "talks to its own database at 127.0.0.1:" + postgres.port(),
        "while its transaction is open: insert into seen",
        "bytes @Bank.java:",
        "Hand that code doors.database()");
    isCaught(around(own, () -> {}), "through a connection that is no door", "outside of any");
  }

  @Test
  void a_pooled_connection_that_is_no_door_is_seen() throws Exception {
    try (HikariDataSource pool = pool(2)) {
      Bank.run(pool, "select 1");
      Besides own = () -> Bank.run(pool, "insert into credit values ('own', 1)");
      isCaught(inside(own), "talks to its own database", "bytes @Bank.java:");
    }
  }

  private static HikariDataSource pool(int size) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(database);
    config.setMaximumPoolSize(size);
    return new HikariDataSource(config);
  }

  @Test
  void a_pool_that_fills_itself_meanwhile_raises_no_alarm() {
    for (int i = 0; i < 3; i++) {
      try (HikariDataSource pool = pool(3)) {
        passes(Boundary.of(pool).deliver(doors -> credit(doors.database(), () -> {})));
      }
    }
  }

  @Test
  void a_pool_that_is_opened_by_the_first_borrower_raises_no_alarm() {
    try (HikariDataSource lazy = new HikariDataSource()) {
      lazy.setDataSource(database);
      lazy.setMaximumPoolSize(3);
      passes(Boundary.of(lazy).deliver(doors -> credit(doors.database(), () -> {})));
    }
  }

  @Test
  void fetching_rows_and_asking_for_metadata_is_the_drivers_business() {
    passes(
        Boundary.of(database)
            .deliver(
                doors -> {
                  DataSource door = doors.database();
                  try (Connection connection = door.getConnection()) {
                    connection.setAutoCommit(false);
                    Bank.credit(connection, payment());
                    try (Statement statement = connection.createStatement()) {
                      statement.setFetchSize(10);
                      try (ResultSet rows =
                          statement.executeQuery("select n from generate_series(1, 100) n")) {
                        int sum = 0;
                        while (rows.next()) {
                          sum += rows.getInt(1);
                        }
                        assertThat(sum).isEqualTo(5_050);
                        assertThat(rows.getStatement().getConnection()).isNotNull();
                      }
                    }
                    try (ResultSet tables =
                        connection.getMetaData().getTables(null, null, "account", null)) {
                      assertThat(tables.next()).isTrue();
                    }
                    assertThat(connection.isValid(30)).isTrue();
                    connection.commit();
                  }
                }));
  }

  @Test
  void a_connection_that_is_unwrapped_may_copy_and_the_report_says_what_it_does_not_see() {
    BoundaryReport report =
        Boundary.of(database)
            .deliver(
                doors -> {
                  try (Connection connection = doors.database().getConnection()) {
                    connection.setAutoCommit(false);
                    connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("copy credit from stdin", new StringReader("copied\t1\n"));
                    connection.commit();
                  }
                });
    assertThat(report.findings()).isEmpty();
    assertThatThrownBy(report::assertEffectStaysInOneTransaction)
        .hasMessageContaining("a connection was unwrapped");
  }

  @Test
  void ddl_and_an_insert_that_commits_in_the_same_text_stay_in_one_transaction() {
    passes(
        Boundary.of(database)
            .deliver(
                doors -> {
                  try (Connection connection = doors.database().getConnection();
                      Statement statement = connection.createStatement()) {
                    connection.setAutoCommit(false);
                    statement.execute("create table if not exists made_inside (id int)");
                    statement.execute("select pg_advisory_xact_lock(7)");
                    statement.execute("insert into made_inside values (1); commit");
                  }
                }));
  }

  @Test
  void a_transaction_that_is_text_alone_is_understood() {
    passes(
        Boundary.of(database)
            .deliver(
                doors ->
                    Bank.run(
                        doors.database(),
                        "begin",
                        "insert into credit values ('text', 1)",
                        "update account set balance = balance + 1",
                        "commit")));
    isCaught(
        Boundary.of(database)
            .deliver(
                doors ->
                    Bank.run(
                        doors.database(),
                        "begin",
                        "insert into credit values ('text', 1)",
                        "commit",
                        "with paid as (update account set balance = balance + 1 returning id)"
                            + " select * from paid")),
        "insert into credit values ('…', 1) @Bank.java:",
        "committed as SQL text by commit",
        "with paid as (update");
  }

  @Test
  void an_insert_that_is_only_prepared_writes_nothing() {
    BoundaryReport report =
        Boundary.of(database)
            .deliver(
                doors -> {
                  try (Connection connection = doors.database().getConnection();
                      PreparedStatement insert =
                          connection.prepareStatement("insert into credit values (?, 1)")) {
                    insert.setString(1, "never");
                  }
                });
    assertThatThrownBy(report::assertEffectStaysInOneTransaction)
        .hasMessageContaining("wrote nothing");
  }

  @Test
  void work_on_a_thread_of_a_pool_is_watched_there() throws Exception {
    ExecutorService workers = Executors.newSingleThreadExecutor();
    try {
      workers.submit(() -> {}).get();
      isCaughtOutside(
          Boundary.of(database)
              .deliver(
                  doors ->
                      workers
                          .submit(
                              () -> {
                                credit(doors.database(), outdoors::bySocket);
                                return null;
                              })
                          .get()));
    } finally {
      workers.shutdown();
    }
  }

  @Test
  void without_the_socket_watch_what_goes_around_the_doors_is_not_seen() {
    BoundaryReport blind =
        Boundary.of(database)
            .withoutSocketWatch()
            .deliver(doors -> credit(doors.database(), outdoors::bySocket));
    passes(blind);
    assertThat(blind.toString()).contains("sockets not watched");
  }
}
