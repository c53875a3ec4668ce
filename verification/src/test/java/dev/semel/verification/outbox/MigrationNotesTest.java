// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.MemoryPublisher;
import dev.semel.spi.OutgoingMessage;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import dev.semel.verification.docs.OutboxMoves;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The SQL of docs/migrating-outbox.md, read from there, on tables with the columns the libraries'
 * published schemas have: Namastack Outbox 1.6.0, Spring Modulith 2.1.1, transaction-outbox
 * 4.2.268.
 */
class MigrationNotesTest {
  private static final Path ROOT = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");

  private final TestDatabase db = Server.POSTGRESQL_18.open();
  private Semel semel;

  @BeforeEach
  void begin() {
    semel = Semel.on(db.dataSource());
  }

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void records_of_namastack_move_with_their_ids_in_order() throws Exception {
    Sql.run(
        db.raw(),
        """
        create table outbox_record (
          id varchar(255) primary key, status varchar(20) not null, record_key varchar(255) not null,
          record_type varchar(255) not null, payload text not null, context text,
          created_at timestamp with time zone not null, completed_at timestamp with time zone,
          failure_count int not null, failure_reason varchar(1000),
          next_retry_at timestamp with time zone not null, partition_no integer not null,
          handler_id varchar(1000) not null)
        """);
    namastack("3c5b3a61-7b0f-4a8e-9d5b-000000000002", "NEW", "k1", "com.acme.OrderPlaced", 2);
    namastack("3c5b3a61-7b0f-4a8e-9d5b-000000000001", "NEW", "k1", "com.acme.OrderPlaced", 1);
    namastack("3c5b3a61-7b0f-4a8e-9d5b-000000000003", "NEW", "k2", "com.acme.Shipped", 3);
    namastack("3c5b3a61-7b0f-4a8e-9d5b-000000000004", "COMPLETED", "k1", "com.acme.Shipped", 0);
    namastack("3c5b3a61-7b0f-4a8e-9d5b-000000000005", "FAILED", "k3", "com.acme.Shipped", 4);
    List<String> blocks = blocks("Namastack Outbox");
    assertThat(Sql.texts(db.raw(), blocks.get(0))).containsExactlyInAnyOrder("NEW", "FAILED");

    assertThat(move(blocks.get(1))).isEqualTo(3);
    assertThat(move(blocks.get(1))).isZero();

    List<OutgoingMessage> sent = sent();
    assertThat(sent)
        .extracting(OutgoingMessage::id)
        .containsExactly(
            "3c5b3a61-7b0f-4a8e-9d5b-000000000001",
            "3c5b3a61-7b0f-4a8e-9d5b-000000000002",
            "3c5b3a61-7b0f-4a8e-9d5b-000000000003");
    assertThat(sent)
        .extracting(OutgoingMessage::topic)
        .containsExactly("orders", "orders", "other");
    assertThat(sent).extracting(OutgoingMessage::key).containsExactly("k1", "k1", "k2");
    assertThat(sent).extracting(OutgoingMessage::text).containsOnly("{\"orderId\": 7}");
    assertThat(Sql.texts(db.raw(), "select status from outbox_record"))
        .containsExactlyInAnyOrder("COMPLETED", "FAILED");
  }

  private void namastack(String id, String status, String key, String type, int second) {
    Sql.run(
        db.raw(),
        "insert into outbox_record values (?, ?, ?, ?, '{\"orderId\": 7}', null, "
            + "timestamptz '2026-01-01' + make_interval(secs => ?), null, 0, null, now(), 1, 'h')",
        id,
        status,
        key,
        type,
        second);
  }

  @Test
  void publications_of_modulith_move_where_they_were_to_leave_the_application() throws Exception {
    Sql.run(
        db.raw(),
        """
        create table event_publication (
          id uuid primary key, listener_id text not null, event_type text not null,
          serialized_event text not null, publication_date timestamp with time zone not null,
          completion_date timestamp with time zone, status text, completion_attempts int,
          last_resubmission_date timestamp with time zone)
        """);
    String externalizer =
        "org.springframework.modulith.events.support.DelegatingEventExternalizer.externalize("
            + "java.lang.Object)";
    modulith("3c5b3a61-7b0f-4a8e-9d5b-000000000002", externalizer, null, "FAILED", 2);
    modulith("3c5b3a61-7b0f-4a8e-9d5b-000000000001", externalizer, null, "PUBLISHED", 1);
    modulith("3c5b3a61-7b0f-4a8e-9d5b-000000000003", externalizer, "2026-01-02", "COMPLETED", 0);
    modulith("3c5b3a61-7b0f-4a8e-9d5b-000000000004", "com.acme.Stock.on", null, "PROCESSING", 0);
    List<String> blocks = blocks("Spring Modulith");
    assertThat(Sql.texts(db.raw(), blocks.get(0)))
        .containsExactlyInAnyOrder(externalizer, "com.acme.Stock.on");

    assertThat(move(blocks.get(1))).isEqualTo(2);
    assertThat(move(blocks.get(1))).isZero();

    assertThat(sent())
        .extracting(OutgoingMessage::id)
        .containsExactly(
            "3c5b3a61-7b0f-4a8e-9d5b-000000000001", "3c5b3a61-7b0f-4a8e-9d5b-000000000002");
    assertThat(sent()).isEmpty();
    assertThat(Sql.texts(db.raw(), "select status from event_publication"))
        .containsExactlyInAnyOrder("COMPLETED", "PROCESSING");
  }

  private void modulith(String id, String listener, String completed, String status, int second) {
    Sql.run(
        db.raw(),
        "insert into event_publication values (?::uuid, ?, 'com.acme.OrderPlaced', "
            + "'{\"orderId\": 7}', timestamptz '2026-01-01' + make_interval(secs => ?), "
            + "?::timestamptz, ?, 1, null)",
        id,
        listener,
        second,
        completed,
        status);
  }

  @Test
  void blocked_calls_of_a_sender_move_and_all_other_calls_stay() throws Exception {
    Sql.run(
        db.raw(),
        """
        create table TXNO_OUTBOX (
          id varchar(36) primary key, invocation text, nextAttemptTime timestamp(6), attempts int,
          blocked boolean, version int, uniqueRequestId varchar(250) unique, processed boolean,
          lastAttemptTime timestamp(6))
        """);
    call("3c5b3a61-7b0f-4a8e-9d5b-000000000001", "com.acme.Sender", true);
    call("3c5b3a61-7b0f-4a8e-9d5b-000000000002", "com.acme.Billing", true);
    call("3c5b3a61-7b0f-4a8e-9d5b-000000000003", "com.acme.Sender", false);
    List<String> blocks = blocks("gruelbox transaction-outbox");
    assertThat(Sql.texts(db.raw(), blocks.get(0))).containsExactlyInAnyOrder("t", "f");

    assertThat(move(blocks.get(1))).isOne();

    OutgoingMessage message = sent().get(0);
    assertThat(message.id()).isEqualTo("3c5b3a61-7b0f-4a8e-9d5b-000000000001");
    assertThat(message.topic()).isEqualTo("orders");
    assertThat(message.key()).isEqualTo("k1");
    assertThat(message.text()).isEqualTo("{\"a\":1}");
    assertThat(Sql.number(db.raw(), "select count(*) from TXNO_OUTBOX")).isEqualTo(2);
  }

  /** As its serializer writes a call of send("orders", "k1", "{\"a\":1}"). */
  private void call(String id, String className, boolean blocked) {
    Sql.run(
        db.raw(),
        "insert into TXNO_OUTBOX values (?, ?, now(), 5, ?, 1, null, false, now())",
        id,
        """
        {"c":"%s","m":"send","p":["String","String","String"],"a":[{"t":"String","v":"orders"},\
        {"t":"String","v":"k1"},{"t":"String","v":"{\\"a\\":1}"}]}"""
            .formatted(className),
        blocked);
  }

  @Test
  void a_move_that_fails_leaves_the_rows_where_they_were() throws Exception {
    Sql.run(db.raw(), "create table old (id varchar(36), topic text, key text, body text)");
    Sql.run(
        db.raw(), "insert into old values ('1', 'orders', 'k', 'x'), ('2', 'no topic', 'k', 'x')");

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> move("delete from old returning id, topic, key, body")))
        .hasMessageContaining("SEMEL-040");

    assertThat(Sql.number(db.raw(), "select count(*) from old")).isEqualTo(2);
    assertThat(sent()).isEmpty();
  }

  private int move(String takeOut) throws SQLException {
    return OutboxMoves.move(semel, db.dataSource(), takeOut);
  }

  private List<OutgoingMessage> sent() {
    MemoryPublisher published = new MemoryPublisher();
    try (Relay relay = semel.relay().to(published).build()) {
      relay.runOnce();
    }
    return published.taken();
  }

  /** The SQL under a heading of the page. */
  private static List<String> blocks(String heading) throws IOException {
    String page = Files.readString(ROOT.resolve("docs/migrating-outbox.md"));
    int from = page.indexOf("## " + heading + "\n");
    assertThat(from).as(heading).isPositive();
    int to = page.indexOf("\n## ", from + 1);
    Matcher blocks =
        Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL).matcher(page.substring(from, to));
    List<String> found = blocks.results().map(match -> match.group(1).replace(";", "")).toList();
    assertThat(found).hasSize(2);
    return found;
  }
}
