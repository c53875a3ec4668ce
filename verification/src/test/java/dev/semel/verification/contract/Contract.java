// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** One database, open for the tests of a class; a scope of its own for each test. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Contract {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Parameter Server server;
  TestDatabase db;
  Semel semel;

  @RegisterExtension
  final TestExecutionExceptionHandler tellsWhere =
      (context, e) -> {
        e.addSuppressed(new AssertionError("this was on " + db));
        throw e;
      };

  @BeforeParameterizedClassInvocation
  void open(Server on) {
    db = on.open();
    semel = Semel.with(db.dataSource()).waitingUpTo(Duration.ofSeconds(20)).build();
  }

  @AfterParameterizedClassInvocation
  void close() {
    if (db != null) {
      db.close();
    }
  }

  /** A key no other test has, in a scope no other test has. */
  static Key fresh() {
    int number = NUMBER.incrementAndGet();
    return Key.of("scope-" + number, "order-" + number);
  }

  /** An effect that can be counted. */
  Door.Work inserting(Key key) {
    return tx -> db.insertEffect(tx.connection(), key.id(), "effect");
  }

  void assertNothingHappened(Key key) {
    Checks.nothingHappened(db, key);
  }

  void assertHappenedOnce(Key key) {
    Checks.happenedOnce(db, key);
  }

  /** Whatever went before: a redelivery leaves exactly one effect. */
  void assertRedeliveryHeals(Door door, Key key) throws Exception {
    for (int i = 0; i < 2; i++) {
      String unused = door.deliver(semel, db.dataSource(), key, inserting(key));
    }
    assertHappenedOnce(key);
  }

  static void assertCode(Throwable thrown, String... codes) {
    assertThat(thrown).isInstanceOf(dev.semel.SemelException.class);
    assertThat(((dev.semel.SemelException) thrown).code())
        .as(thrown.toString())
        .isIn((Object[]) codes);
  }
}
