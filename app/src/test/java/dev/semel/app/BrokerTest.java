// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BrokerTest {
  private static final Plan PLAN = Plan.of(42, 100);

  private final Broker broker = new Broker(PLAN);

  @Test
  void acknowledged_messages_come_once_and_in_order() {
    List<Payment> received = new ArrayList<>();
    for (var next = broker.next(); next.isPresent(); next = broker.next()) {
      received.add(next.get().payment());
      broker.acknowledge(next.get());
    }
    assertThat(received).isEqualTo(PLAN.payments());
    assertThat(broker.redelivered()).isZero();
  }

  @Test
  void a_message_that_is_not_acknowledged_comes_again_after_others() {
    Delivery lost = broker.next().orElseThrow();
    broker.expire(lost);
    List<Delivery> rest = drained();
    assertThat(rest.indexOf(new Delivery(lost.payment(), 2))).isPositive();
    assertThat(rest).hasSize(100);
  }

  @Test
  void an_acknowledged_message_may_come_again() {
    Delivery done = broker.next().orElseThrow();
    broker.acknowledge(done);
    broker.repeat(done);
    assertThat(drained()).contains(new Delivery(done.payment(), 2));
  }

  @Test
  void an_order_of_deliveries_can_be_repeated() {
    assertThat(withEachThirdExpired(broker)).isEqualTo(withEachThirdExpired(new Broker(PLAN)));
  }

  @Test
  void a_delivery_is_settled_once() {
    Delivery delivery = broker.next().orElseThrow();
    broker.acknowledge(delivery);
    assertThatThrownBy(() -> broker.acknowledge(delivery))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void an_open_delivery_is_not_forgotten() {
    Delivery open = broker.next().orElseThrow();
    assertThatThrownBy(this::drained).hasMessage("1 deliveries were left open");
    assertThat(open.first()).isTrue();
  }

  private List<Delivery> drained() {
    List<Delivery> received = new ArrayList<>();
    for (Optional<Delivery> next = broker.next(); next.isPresent(); next = broker.next()) {
      received.add(next.get());
      broker.acknowledge(next.get());
    }
    return received;
  }

  private static List<Delivery> withEachThirdExpired(Broker broker) {
    List<Delivery> received = new ArrayList<>();
    for (var next = broker.next(); next.isPresent(); next = broker.next()) {
      received.add(next.get());
      if (next.get().first() && received.size() % 3 == 0) {
        broker.expire(next.get());
      } else {
        broker.acknowledge(next.get());
      }
    }
    return received;
  }
}
