// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Sends a plan through a lane until the broker has nothing left. Used once, by one thread. */
final class LaneRun {
  private final Lane lane;
  private final String url;
  private final Plan plan;
  private final Console console;
  private final Broker broker;
  private final Tally tally = new Tally();

  /**
   * @param url of an empty database
   */
  LaneRun(Lane lane, String url, Plan plan, Console console) {
    this.lane = lane;
    this.url = url;
    this.plan = plan;
    this.console = console;
    this.broker = new Broker(plan);
  }

  LaneReport run() throws SQLException {
    DataSource dataSource = Databases.unpooled(url);
    Books books = Books.open(dataSource, plan);
    Saboteur saboteur = Saboteur.in(dataSource);
    lane.prepare(dataSource);
    try (Worker worker = new Worker(lane, url);
        Heartbeat heartbeat = new Heartbeat(console, lane.name() + " lane")) {
      Optional<Delivery> next = broker.next();
      while (next.isPresent()) {
        heartbeat.now(progress());
        deliver(next.get(), worker, saboteur);
        next = broker.next();
      }
    }
    console.step(lane.name() + " lane", progress());
    return new LaneReport(lane.name(), broker.delivered(), tally, books.balance());
  }

  private void deliver(Delivery delivery, Worker worker, Saboteur saboteur) throws SQLException {
    Payment payment = delivery.payment();
    Optional<Fault> fault = delivery.first() ? plan.faultOf(payment) : Optional.empty();
    if (fault.isEmpty()) {
      worker.receive(payment);
      broker.acknowledge(delivery);
      return;
    }
    switch (fault.get()) {
      case DUPLICATE -> {
        worker.receive(payment);
        broker.acknowledge(delivery);
        broker.repeat(delivery);
      }
      case LOST_ACK -> {
        worker.receive(payment);
        broker.expire(delivery);
      }
      case CRASH -> {
        worker.receive(payment);
        worker.crash();
        broker.expire(delivery);
      }
      case CUT_CONNECTION -> {
        saboteur.cut(payment, worker);
        broker.expire(delivery);
      }
      case KILLED_JVM -> {
        new ForkedConsumer(lane, url).receive(payment);
        broker.expire(delivery);
      }
    }
    tally.count(fault.get());
  }

  private String progress() {
    return "%,d deliveries, %,d of them redeliveries, %,d messages waiting"
        .formatted(broker.delivered(), broker.redelivered(), broker.waiting());
  }
}
