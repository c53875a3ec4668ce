// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import dev.semel.Effect;
import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import dev.semel.spi.SemelEvent;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** One database, open for the tests of a class; a scope of its own for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InboxContract {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  static final IncomingMessage.Lane LANE = new IncomingMessage.Lane("orders", "first", "0");
  private static final Duration AT_ONCE = Duration.ofNanos(1);

  @Parameter Server server;
  TestDatabase db;

  /** What was told to the listener. */
  final List<SemelEvent> events = new CopyOnWriteArrayList<>();

  /** The ids of messages whose effect fails. */
  final Set<String> broken = ConcurrentHashMap.newKeySet();

  /** How often an effect ran, committed or not. */
  final AtomicInteger tries = new AtomicInteger();

  Semel semel;
  String scope;

  @BeforeParameterizedClassInvocation
  void open(Server on) {
    db = on.open();
    semel = Semel.with(db.dataSource()).listener(events::add).build();
  }

  @AfterParameterizedClassInvocation
  void close() {
    if (db != null) {
      db.close();
    }
  }

  @BeforeEach
  void next() {
    scope = "inbox-" + NUMBER.incrementAndGet();
    broken.clear();
    events.clear();
    tries.set(0);
    Sql.run(db.dataSource(), "delete from effect");
    Sql.run(db.dataSource(), "delete from semel_outbox");
  }

  /** As a process that was just started has it; one that waits for nothing. */
  Inbox started() {
    return semel.inbox(scope).retryingAfter(AT_ONCE, AT_ONCE);
  }

  static IncomingMessage message(long number, String key, String id) {
    return message(number, key, id, "body of " + id);
  }

  static IncomingMessage message(long number, String key, String id, String body) {
    return new IncomingMessage(
        id, LANE, number, key, null, null, bytes("envelope " + number), bytes(body));
  }

  static IncomingMessage unfit(long number, String key, String id, String reason) {
    return new IncomingMessage(id, LANE, number, key, null, reason, bytes("unfit"), null);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Messages k1, k2, … of the key k, from the number given. */
  static List<IncomingMessage> line(String key, long from, int count) {
    List<IncomingMessage> messages = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      messages.add(message(from + i - 1, key, key + i));
    }
    return messages;
  }

  /** The effect: a row that says how many ran before it, unless it is broken. */
  void credit(Tx tx, IncomingMessage message) throws SQLException {
    String what = "%06d".formatted(tries.incrementAndGet());
    Sql.run(
        tx.connection(), "insert into effect (id, what) values (?, ?)", "" + message.id(), what);
    if (broken.contains("" + message.id())) {
      throw new IllegalStateException("no account for it");
    }
  }

  Inbox.Taken take(Inbox inbox, IncomingMessage... messages) {
    return inbox.take(List.of(messages), this::credit);
  }

  /** The ids of what was applied, in the order in which it was. */
  List<String> applied() {
    return Sql.texts(db.dataSource(), "select id from effect order by what");
  }

  /** Retries until nothing is due. */
  int retryAll(Inbox inbox) {
    return retryAll(inbox, this::credit);
  }

  /** One call ends after a moment, however much is left. */
  static int retryAll(Inbox inbox, Effect.ForEach<IncomingMessage> effect) {
    int all = 0;
    for (int tried = inbox.retry(effect); tried > 0; tried = inbox.retry(effect)) {
      all += tried;
    }
    return all;
  }

  long held() {
    return Sql.number(
        db.dataSource(), "select count(*) from semel_inbox_held where scope = '" + scope + "'");
  }

  <E extends InboxEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  List<InboxEvent.Why> reasons(Inbox inbox) {
    return inbox.parked(100).stream().map(Inbox.Parked::why).toList();
  }
}
