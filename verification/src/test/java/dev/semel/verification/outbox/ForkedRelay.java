// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import dev.semel.verification.chaos.ForkedJvm;
import dev.semel.verification.databases.TestDatabase;
import java.io.IOException;
import java.time.Duration;

/** A relay in a process of its own, under the name the receiver knows it by. */
record ForkedRelay(String name, ForkedJvm jvm) implements AutoCloseable {
  static ForkedRelay start(TestDatabase db, Receiver receiver, String name, Duration lease)
      throws IOException {
    return new ForkedRelay(
        name,
        new ForkedJvm(
            RelayMain.class, db.url(), receiver.port(), name, Long.toString(lease.toMillis())));
  }

  @Override
  public void close() {
    jvm.close();
  }
}
