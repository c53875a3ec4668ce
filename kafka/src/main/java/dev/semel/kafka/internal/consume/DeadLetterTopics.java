// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.consume;

import dev.semel.Inbox;
import dev.semel.Message;
import dev.semel.kafka.internal.record.Envelope;
import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.util.function.UnaryOperator;

/**
 * Tells of a parked message on a topic, with its bytes and the headers that Spring Kafka's users
 * know. It leaves through the outbox, in the transaction that parks.
 */
final class DeadLetterTopics implements Inbox.DeadLetters {
  private static final String SPRING = "kafka_dlt-";

  private final String group;
  private final UnaryOperator<String> topics;

  /**
   * Where dead letters go.
   *
   * @param topics from the topic a message came from
   */
  DeadLetterTopics(String group, UnaryOperator<String> topics) {
    this.group = group;
    this.topics = topics;
  }

  @Override
  public Message of(IncomingMessage message, InboxEvent.Why why, String error, int attempts) {
    Envelope envelope = Envelope.decode(message.envelope());
    Message letter = Message.to(topics.apply(envelope.topic()));
    if (message.body() != null) {
      letter = letter.body(message.body());
    }
    if (message.key() != null) {
      letter = letter.key(message.key());
    }
    for (Envelope.Header header : envelope.headers()) {
      letter = with(letter, header.name(), header.text());
    }
    return told(placed(letter, envelope), message, why, error, attempts);
  }

  private Message placed(Message letter, Envelope envelope) {
    Message placed = with(letter, SPRING + "original-topic", envelope.topic());
    placed = with(placed, SPRING + "original-partition", Integer.toString(envelope.partition()));
    placed = with(placed, SPRING + "original-offset", Long.toString(envelope.offset()));
    placed = with(placed, SPRING + "original-timestamp", Long.toString(envelope.timestamp()));
    placed =
        with(
            placed,
            SPRING + "original-timestamp-type",
            envelope.stampedByBroker() ? "LogAppendTime" : "CreateTime");
    return with(placed, SPRING + "original-consumer-group", group);
  }

  private static Message told(
      Message letter, IncomingMessage message, InboxEvent.Why why, String error, int attempts) {
    Message told = with(letter, SPRING + "exception-message", oneLine(error));
    told = with(told, SPRING + "exception-fqcn", className(error));
    told = with(told, "semel_why", why.name());
    told = with(told, "semel_attempts", Integer.toString(attempts));
    return message.id() == null ? told : with(told, "semel_original_id", message.id());
  }

  /** The class an error begins with, or ours if it does not. */
  private static String className(String error) {
    String first = error.split("[:\\s]", 2)[0];
    return first.matches("([a-z]\\w*\\.)+[A-Z][\\w$]*") ? first : "dev.semel.SemelException";
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }

  /** A header that no message can have, for its name, bytes or size, is left out. */
  private static Message with(Message letter, String name, String value) {
    try {
      return letter.header(name, value);
    } catch (IllegalArgumentException e) {
      return letter;
    }
  }
}
