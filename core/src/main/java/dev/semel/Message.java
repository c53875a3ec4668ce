// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.outbox.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something to be told to others if, and only if, the transaction it is published in commits.
 * Immutable and safe to share between threads.
 *
 * <pre>{@code
 * tx.publish(Message.to("orders").key(order.id()).body(json));
 * }</pre>
 *
 * <p>Its id is made once, when it is published, and is the same on every resend. Inside a door of
 * the ledger it is derived from the key that is being applied and the {@link #named name} of the
 * message, so that an effect that has to run again, after a restored backup say, tells others the
 * same thing under the same id. Elsewhere it is a UUIDv7. Or it is {@link #id(String) given}.
 */
public final class Message {
  /** The largest body. */
  public static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

  private static final int TOPIC_LENGTH_MAX = 249;
  private static final int KEY_LENGTH_MAX = 255;
  private static final int ID_LENGTH_MAX = 255;

  private final String topic;
  private final @Nullable String id;
  private final @Nullable String name;
  private final @Nullable String key;
  private final @Nullable String contentType;
  private final @Nullable Instant notBefore;
  private final @Nullable Instant deliverBy;
  private final Map<String, String> headers;
  private final byte[] body;

  private Message(Parts parts) {
    this.topic = parts.topic;
    this.id = parts.id;
    this.name = parts.name;
    this.key = parts.key;
    this.contentType = parts.contentType;
    this.notBefore = parts.notBefore;
    this.deliverBy = parts.deliverBy;
    this.headers = parts.headers;
    this.body = parts.body;
  }

  /** What a message is made of while it changes. */
  private static final class Parts {
    private final String topic;
    private @Nullable String id;
    private @Nullable String name;
    private @Nullable String key;
    private @Nullable String contentType;
    private @Nullable Instant notBefore;
    private @Nullable Instant deliverBy;
    private Map<String, String> headers = Map.of();
    private byte[] body = new byte[0];

    Parts(String topic) {
      this.topic = topic;
    }
  }

  private Parts parts() {
    Parts parts = new Parts(topic);
    parts.id = id;
    parts.name = name;
    parts.key = key;
    parts.contentType = contentType;
    parts.notBefore = notBefore;
    parts.deliverBy = deliverBy;
    parts.headers = headers;
    parts.body = body;
    return parts;
  }

  /**
   * A message without a body yet.
   *
   * @param topic where it goes; 1 to 249 visible ASCII characters
   */
  public static Message to(String topic) {
    return new Message(new Parts(Texts.visible("topic", topic, TOPIC_LENGTH_MAX)));
  }

  /** What it is about. Messages of one topic with the same key are sent in order. */
  public Message key(String key) {
    Parts parts = parts();
    parts.key = Texts.line("key", key, KEY_LENGTH_MAX);
    return new Message(parts);
  }

  /** The body as text, in UTF-8. */
  public Message body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The body.
   *
   * @param bytes at most {@value #BODY_BYTES_MAX}; copied
   */
  public Message body(byte[] bytes) {
    if (bytes.length > BODY_BYTES_MAX) {
      throw new IllegalArgumentException(
          ("SEMEL-040 the body of a message to %s has %d bytes; at most %d are kept in a row. Put it"
                  + " where large things are kept and send where it is")
              .formatted(topic, bytes.length, BODY_BYTES_MAX));
    }
    Parts parts = parts();
    parts.body = bytes.clone();
    return new Message(parts);
  }

  /** What the body is, such as {@code application/json}. */
  public Message contentType(String type) {
    Parts parts = parts();
    parts.contentType = Texts.line("content type", type, 100);
    return new Message(parts);
  }

  /** What happened, the {@code ce_type} of CloudEvents; the topic by default. */
  public Message type(String type) {
    return header("ce_type", type);
  }

  /**
   * A header; the value may be any text on one line.
   *
   * @param name letters, digits, dots, hyphens and underscores. Those of CloudEvents that Semel
   *     writes itself are refused
   */
  public Message header(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(Texts.headerName(name), Texts.headerValue(name, value));
    Texts.headersFit(all);
    Parts parts = parts();
    parts.headers = Collections.unmodifiableMap(all);
    return new Message(parts);
  }

  /**
   * Gives the id, when it was made elsewhere. Two messages with one id are the same message to
   * whoever receives them.
   *
   * @param id 1 to 255 visible ASCII characters
   */
  public Message id(String id) {
    Parts parts = parts();
    parts.id = Texts.visible("id of a message", id, ID_LENGTH_MAX);
    return new Message(parts);
  }

  /** Gives the id. */
  public Message id(UUID id) {
    return id(id.toString());
  }

  /**
   * Names the message among those one effect publishes, so that its derived id does not depend on
   * how many were published before it.
   */
  public Message named(String name) {
    Parts parts = parts();
    parts.name = Texts.visible("name of a message", name, ID_LENGTH_MAX);
    return new Message(parts);
  }

  /**
   * Keeps the message back until an instant, by the clock of the database. It joins the order of
   * its key then; later messages of the key do not wait for it.
   */
  public Message notBefore(Instant instant) {
    Parts parts = parts();
    parts.notBefore = Objects.requireNonNull(instant, "instant");
    return new Message(parts);
  }

  /**
   * Drops the message if it could not be sent by an instant, by the clock of the database. It is
   * counted and told to the listener, never dropped silently.
   */
  public Message deliverBy(Instant instant) {
    Parts parts = parts();
    parts.deliverBy = Objects.requireNonNull(instant, "instant");
    return new Message(parts);
  }

  public String topic() {
    return topic;
  }

  public Optional<String> key() {
    return Optional.ofNullable(key);
  }

  /** The id, if it was given. */
  public Optional<String> id() {
    return Optional.ofNullable(id);
  }

  public Optional<String> name() {
    return Optional.ofNullable(name);
  }

  public Optional<String> contentType() {
    return Optional.ofNullable(contentType);
  }

  public Optional<Instant> notBefore() {
    return Optional.ofNullable(notBefore);
  }

  public Optional<Instant> deliverBy() {
    return Optional.ofNullable(deliverBy);
  }

  /** Those that were given, in order. */
  public Map<String, String> headers() {
    return headers;
  }

  /** A copy of the body. */
  public byte[] body() {
    return body.clone();
  }

  /** Never the body. */
  @Override
  public String toString() {
    return "message to %s (%d bytes)".formatted(topic, body.length);
  }
}
