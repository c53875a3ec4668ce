// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage.Lane;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** One database, open for the tests of a class; a scope of its own for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProgressContract {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Parameter Server server;
  TestDatabase db;
  Semel semel;
  String scope;
  final List<InboxEvent> told = new CopyOnWriteArrayList<>();

  @BeforeParameterizedClassInvocation
  void open(Server on) {
    db = on.open();
    semel =
        Semel.with(db.dataSource())
            .listener(
                event -> {
                  if (event instanceof InboxEvent of) {
                    told.add(of);
                  }
                })
            .build();
  }

  @AfterParameterizedClassInvocation
  void close() {
    if (db != null) {
      db.close();
    }
  }

  @BeforeEach
  void freshScope() {
    scope = "consumer-" + NUMBER.incrementAndGet();
    told.clear();
  }

  /** As another process has it: with nothing in memory. */
  Inbox inbox() {
    return semel.inbox(scope);
  }

  static Lane lane(int number) {
    return new Lane("payments", "first", Integer.toString(number));
  }
}
