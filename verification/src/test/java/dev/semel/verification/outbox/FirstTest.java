// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.spi.MemoryPublisher;
import dev.semel.spi.OutgoingMessage;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstTest {
  @Test
  void works() throws Exception {
    try (TestDatabase db = Server.POSTGRESQL_18.open()) {
      Semel semel = Semel.on(db.dataSource());
      MemoryPublisher out = new MemoryPublisher();
      semel.once(
          Key.of("billing", "1"),
          tx -> tx.publish(Message.to("orders").key("k").body("hello"), Message.to("x").body("2")));
      try (Relay relay = semel.relay().to(out).build()) {
        assertThat(relay.runOnce()).isEqualTo(2);
        assertThat(relay.runOnce()).isEqualTo(0);
        semel
            .batch("b", List.of("1", "2", "3"))
            .keyedBy(i -> i)
            .apply((tx, i) -> tx.publish(Message.to("t").key(i).body(i)));
        assertThat(relay.runOnce()).isEqualTo(3);
      }
      for (OutgoingMessage m : out.taken()) System.err.println(m + " " + m.headers());
      out.clear();
      long n = System.nanoTime();
      for (int b = 0; b < 20; b++) {
        int bb = b;
        semel.once(
            Key.of("big", "b" + b),
            tx -> {
              for (int i = 0; i < 10_000; i++)
                tx.publish(Message.to("orders").key("k" + (i % 100)).body("x".repeat(300)));
            });
      }
      System.err.println("written in " + (System.nanoTime() - n) / 1e6);
      n = System.nanoTime();
      try (Relay relay = semel.relay().to(out).build()) {
        assertThat(relay.runOnce()).isEqualTo(200_000);
      }
      System.err.println("drained in " + (System.nanoTime() - n) / 1e6);
      System.err.println(semel.outbox().relays());
    }
  }
}
