// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.Inbox;
import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.kafka.KafkaConsumerLoop;
import dev.semel.kafka.KafkaMessage;
import dev.semel.kafka.KafkaPublisher;
import dev.semel.kafka.KafkaShareLoop;
import dev.semel.kafka.KafkaTransform;
import dev.semel.kafka.Shards;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.SemelListener;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The code in the document of Kafka. Compiled; what it shows is run by the tests of Kafka. */
final class KafkaSnippets {
  /** What a payment says: an account and an amount. */
  record Payment(String account, long amount) {
    static Payment parse(KafkaMessage message) {
      String[] words = message.text().split(" ", -1);
      return new Payment(words[0], Long.parseLong(words[1]));
    }
  }

  static final class Accounts {
    void credit(Connection connection, Payment payment) throws SQLException {
      try (PreparedStatement credit =
          connection.prepareStatement("update account set balance = balance + ? where id = ?")) {
        credit.setLong(1, payment.amount());
        credit.setString(2, payment.account());
        credit.executeUpdate();
      }
    }
  }

  private final Accounts accounts = new Accounts();
  private final Map<String, ?> kafka;

  KafkaSnippets(Map<String, ?> kafka) {
    this.kafka = kafka;
  }

  KafkaConsumerLoop loop(Semel semel) {
    // tag::loop[]
    KafkaConsumerLoop loop =
        KafkaConsumerLoop.in(semel)
            .named("billing") // the scope of the ledger, and the group
            .connecting(kafka) // bootstrap.servers and whatever your brokers want
            .topics("payments")
            .apply((tx, message) -> accounts.credit(tx.connection(), Payment.parse(message)))
            .start();
    // end::loop[]
    return loop;
  }

  Relay publisher(Semel semel) {
    // tag::publisher[]
    Relay relay = semel.relay().to(KafkaPublisher.connecting(kafka).build()).start();
    // end::publisher[]
    return relay;
  }

  KafkaConsumerLoop options(Semel semel) {
    // tag::options[]
    KafkaConsumerLoop loop =
        KafkaConsumerLoop.in(semel)
            .named("billing")
            .connecting(kafka)
            .topics("payments", "refunds")
            .apply(
                Payment::parse, // what it throws for is parked at once: nobody will ever read it
                (tx, message, payment) -> {
                  tx.add(
                      "update account set balance = balance + ? where id = ?",
                      payment.amount(),
                      payment.account());
                  tx.publish(Message.to("receipts").key(payment.account()).body("thank you"));
                })
            .lanes(4) // threads; the records of a key stay on one
            .batchSizeMax(500)
            .attemptsMax(10)
            .retryingAfter(Duration.ofSeconds(1), Duration.ofMinutes(5))
            .deadLetters() // tell payments-dlt of what is parked, too
            .start();
    // end::options[]
    return loop;
  }

  void parked(Semel semel, long repaired, long hopeless) {
    // tag::parked[]
    Inbox inbox = semel.inbox("billing");
    List<Inbox.Parked> parked = inbox.parked(100); // why, attempts, error, how many are behind
    inbox.retry(repaired); // those behind it follow
    inbox.skip(hopeless, "sent by a test, ticket 4711"); // kept with its reason
    Inbox.Standing standing = inbox.standing(); // waiting, parked, behind, the oldest
    // end::parked[]
    if (parked.size() < standing.parked()) {
      throw new AssertionError("all of them are shown");
    }
  }

  KafkaConsumerLoop offsets(Semel semel) {
    // tag::offsets[]
    KafkaConsumerLoop loop =
        KafkaConsumerLoop.in(semel)
            .named("billing")
            .connecting(kafka)
            .topics("payments")
            .offsetsInDatabase()
            .apply((tx, message) -> accounts.credit(tx.connection(), Payment.parse(message)))
            .start();
    // end::offsets[]
    return loop;
  }

  KafkaConsumerLoop shards(Semel north, Semel south) {
    // tag::shards[]
    KafkaConsumerLoop loop =
        KafkaConsumerLoop.in(Shards.of(north, south)) // two databases, each with a ledger
            .named("billing")
            .connecting(kafka)
            .topics("payments")
            .keyedBy(message -> Payment.parse(message).account()) // if it is not the record's key
            .apply((tx, message) -> accounts.credit(tx.connection(), Payment.parse(message)))
            .start();
    // end::shards[]
    return loop;
  }

  KafkaTransform transform() {
    // tag::transform[]
    KafkaTransform transform =
        KafkaTransform.named("enrich")
            .connecting(kafka)
            .topics("orders")
            .apply(order -> List.of(new ProducerRecord<>("invoices", order.key(), invoice(order))))
            .start();
    // end::transform[]
    return transform;
  }

  private static byte[] invoice(ConsumerRecord<byte[], byte[]> order) {
    return ("invoice of " + new String(order.value(), StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  KafkaShareLoop share(Semel semel) {
    // tag::share[]
    KafkaShareLoop loop =
        KafkaShareLoop.in(semel)
            .named("thumbnails")
            .connecting(kafka)
            .topics("pictures")
            .apply((tx, message) -> tx.add("insert into job (picture) values (?)", message.text()))
            .start();
    // end::share[]
    return loop;
  }

  static SemelListener listener(AtomicLong applied, AtomicLong duplicates, List<String> alarms) {
    // tag::listener[]
    SemelListener listener =
        event -> {
          if (event instanceof InboxEvent.Taken taken) {
            applied.addAndGet(taken.applied());
            duplicates.addAndGet(taken.duplicates());
          } else if (event instanceof InboxEvent.Parked parked) {
            alarms.add(
                "%s waits for a decision: %s, %s"
                    .formatted(parked.messageId(), parked.why(), parked.error()));
          }
        };
    // end::listener[]
    return listener;
  }
}
