// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.MemoryPublisher;
import dev.semel.spi.OutgoingMessage;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import io.debezium.converters.BinaryDataConverter;
import io.debezium.data.Envelope;
import io.debezium.data.Uuid;
import io.debezium.time.ZonedTimestamp;
import io.debezium.transforms.outbox.EventRouter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Debezium's outbox event router understands a row of the outbox when it is configured as
 * docs/debezium.md says: the configuration is read from there.
 */
class DebeziumTest {
  private static final Path ROOT = Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");

  private final TestDatabase db = Server.POSTGRESQL_18.open();
  private final EventRouter<SourceRecord> router = new EventRouter<>();
  private final Map<String, String> page = properties();
  private Semel semel;

  @BeforeEach
  void configuration() {
    semel = Semel.with(db.dataSource()).source("/shop").build();
    router.configure(of("transforms.outbox."));
  }

  @AfterEach
  void close() {
    router.close();
    db.close();
  }

  @Test
  void a_row_becomes_the_record_that_the_relay_would_have_sent() throws Exception {
    semel.once(
        Key.of("place-order", "4711"),
        tx ->
            tx.publish(
                Message.to("orders")
                    .key("4711")
                    .contentType("application/json")
                    .type("order.placed")
                    .header(
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .body("{\"order\":4711}")));
    OutgoingMessage sent = sent();

    SourceRecord record = routed();

    assertThat(page.get("value.converter")).isEqualTo(BinaryDataConverter.class.getName());
    assertThat(record.topic()).isEqualTo(sent.topic()).isEqualTo("orders");
    assertThat(record.key()).isEqualTo(sent.key()).isEqualTo("4711");
    assertThat(value(record)).isEqualTo(sent.body()).isEqualTo("{\"order\":4711}".getBytes(UTF_8));
    assertThat(header(record, "id")).isEqualTo(sent.id());
    assertThat(header(record, "ce_id")).isEqualTo(sent.headers().get("ce_id"));
    assertThat(Instant.parse(String.valueOf(header(record, "ce_time"))))
        .isEqualTo(Instant.parse(sent.headers().get("ce_time")));
    assertThat(header(record, "content-type")).isEqualTo(sent.contentType());
    assertThat(header(record, "semel-name")).isNull();
    Map<String, String> lines = new HashMap<>();
    String.valueOf(header(record, "semel-headers"))
        .lines()
        .map(line -> line.split(": ", 2))
        .forEach(line -> lines.put(line[0], line[1]));
    assertThat(lines).containsOnlyKeys("ce_source", "ce_type", "traceparent");
    assertThat(sent.headers()).containsAllEntriesOf(lines);
  }

  @Test
  void a_message_without_a_key_has_none_and_an_id_that_is_no_uuid_comes_beside_its_hash()
      throws Exception {
    semel.once(
        Key.of("scan", "1"), tx -> tx.publish(Message.to("scans").id("scan/1").body(new byte[0])));

    SourceRecord record = routed();

    assertThat(record.key()).isNull();
    assertThat(value(record)).isEmpty();
    assertThat(header(record, "semel-name")).isEqualTo("scan/1");
    assertThat(UUID.fromString(String.valueOf(header(record, "id")))).isNotNull();
  }

  @Test
  void without_the_mapping_the_router_does_not_find_its_way() throws Exception {
    semel.once(Key.of("scan", "1"), tx -> tx.publish(Message.to("scans").body("1")));
    try (EventRouter<SourceRecord> unmapped = new EventRouter<>()) {
      unmapped.configure(Map.of());
      SourceRecord change = change();
      assertThatThrownBy(() -> unmapped.apply(change))
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("payload");
    }
  }

  @Test
  void the_publication_lets_the_log_be_emptied_and_another_would_not() throws Exception {
    semel.once(Key.of("scan", "1"), tx -> tx.publish(Message.to("scans").body("1")));
    try (Connection c = db.raw().getConnection()) {
      c.setAutoCommit(false);
      Sql.run(c, block("sql"));
      Sql.run(c, "update semel_outbox set stamp = pg_current_xact_id()");
      assertThat(Sql.count(c, "delete from semel_outbox")).isOne();
      Sql.run(c, "truncate semel_outbox_00");
      assertThat(Sql.texts(c, "select tablename from pg_publication_tables"))
          .containsExactly("semel_outbox");
      c.rollback();

      Sql.run(c, "create publication all_of_it for table semel_outbox");
      assertThatThrownBy(() -> Sql.run(c, "delete from semel_outbox"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("replica identity");
      c.rollback();
    }
  }

  private OutgoingMessage sent() {
    MemoryPublisher publisher = new MemoryPublisher();
    try (Relay relay = semel.relay().to(publisher).build()) {
      assertThat(relay.runOnce()).isOne();
    }
    return publisher.taken().get(0);
  }

  private SourceRecord routed() throws SQLException {
    return router.apply(change());
  }

  private static Object header(SourceRecord record, String name) {
    Header header = record.headers().lastWithName(name);
    assertThat(header).as("header %s of %s", name, record.headers()).isNotNull();
    return header.value();
  }

  private static byte[] value(SourceRecord record) {
    try (BinaryDataConverter converter = new BinaryDataConverter()) {
      converter.configure(Map.of(), false);
      return converter.fromConnectData(record.topic(), record.valueSchema(), record.value());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one row of the outbox as the change event that Debezium's PostgreSQL connector makes. */
  private SourceRecord change() throws SQLException {
    try (Connection c = db.raw().getConnection();
        Statement statement = c.createStatement();
        ResultSet row = statement.executeQuery("select * from semel_outbox")) {
      assertThat(row.next()).isTrue();
      Struct after = after(row);
      assertThat(row.next()).isFalse();
      Schema source = SchemaBuilder.struct().field("table", Schema.STRING_SCHEMA).build();
      Envelope envelope =
          Envelope.defineSchema()
              .withName("shop.public.semel_outbox.Envelope")
              .withRecord(after.schema())
              .withSource(source)
              .build();
      Struct value =
          envelope.create(after, new Struct(source).put("table", "semel_outbox"), Instant.EPOCH);
      return new SourceRecord(
          Map.of(), Map.of(), "shop.public.semel_outbox", null, null, envelope.schema(), value);
    }
  }

  private static Struct after(ResultSet row) throws SQLException {
    ResultSetMetaData columns = row.getMetaData();
    SchemaBuilder schema = SchemaBuilder.struct().name("shop.public.semel_outbox.Value");
    Map<String, Object> values = new HashMap<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      String name = columns.getColumnName(i);
      boolean optional = columns.isNullable(i) != ResultSetMetaData.columnNoNulls;
      SchemaBuilder type = type(columns.getColumnTypeName(i));
      if (type != null) {
        schema.field(name, optional ? type.optional().build() : type.build());
        values.put(name, value(columns.getColumnTypeName(i), row, i));
      }
    }
    Struct after = new Struct(schema.build());
    values.forEach(after::put);
    return after;
  }

  /** As the connector was seen to do it; null for a column it leaves out. */
  private static SchemaBuilder type(String columnType) {
    return switch (columnType) {
      case "int2" -> SchemaBuilder.int16();
      case "int8", "bigserial" -> SchemaBuilder.int64();
      case "text" -> SchemaBuilder.string();
      case "uuid" -> Uuid.builder();
      case "timestamptz" -> ZonedTimestamp.builder();
      case "bytea" -> SchemaBuilder.bytes();
      case "xid8" -> null;
      default -> throw new IllegalArgumentException("what does Debezium make of " + columnType);
    };
  }

  private static Object value(String columnType, ResultSet row, int i) throws SQLException {
    if (row.getObject(i) == null) {
      return null;
    }
    return switch (columnType) {
      case "int2" -> row.getShort(i);
      case "int8", "bigserial" -> row.getLong(i);
      case "timestamptz" -> row.getObject(i, OffsetDateTime.class).toInstant().toString();
      case "bytea" -> ByteBuffer.wrap(row.getBytes(i));
      default -> row.getString(i);
    };
  }

  private Map<String, String> of(String prefix) {
    Map<String, String> options = new HashMap<>();
    page.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            options.put(name.substring(prefix.length()), value);
          }
        });
    assertThat(options).isNotEmpty();
    return options;
  }

  private static Map<String, String> properties() {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(block("properties")));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    Map<String, String> map = new HashMap<>();
    properties.stringPropertyNames().forEach(name -> map.put(name, properties.getProperty(name)));
    return map;
  }

  /** The first block of the page in this language. */
  private static String block(String language) {
    try {
      Matcher block =
          Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
              .matcher(Files.readString(ROOT.resolve("docs/debezium.md")));
      assertThat(block.find()).isTrue();
      return block.group(1);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
