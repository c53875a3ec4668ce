// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.embedded.EmbeddedKafka;
import dev.semel.embedded.EmbeddedPostgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;

/** A broker and one or more durable PostgreSQL servers, to be killed. */
final class Machines implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  final EmbeddedKafka kafka;
  final List<EmbeddedPostgres> postgres = new ArrayList<>();
  private final Admin admin;

  private Machines() {
    kafka =
        EmbeddedKafka.with()
            .setting("group.consumer.min.session.timeout.ms", "1000")
            .setting("group.consumer.session.timeout.ms", "1500")
            .setting("group.consumer.min.heartbeat.interval.ms", "300")
            .setting("group.consumer.heartbeat.interval.ms", "300")
            .start();
    admin =
        Admin.create(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "reconnect.backoff.max.ms", 300));
  }

  static Machines start(int databases) {
    Machines machines = new Machines();
    try {
      for (int i = 0; i < databases; i++) {
        machines.postgres.add(EmbeddedPostgres.with().setting("max_connections", "200").start());
      }
      return machines;
    } catch (Throwable e) {
      machines.close();
      throw e;
    }
  }

  /** A name that no topic, group or database has here yet. */
  static String fresh() {
    return "payments_" + NUMBER.incrementAndGet();
  }

  Topic topic(String name) {
    return new Topic(admin, kafka.bootstrapServers(), name);
  }

  /** An empty database of that name on every server. */
  List<String> databases(String name) {
    return postgres.stream().map(server -> server.createDatabase(name)).toList();
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    postgres.forEach(EmbeddedPostgres::close);
    kafka.close();
  }
}
