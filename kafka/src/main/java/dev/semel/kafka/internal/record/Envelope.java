// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * All there is about a record but its value, and how that is written down with a message that has
 * to wait in the database. The form begins with a version; one that was written once can be read
 * for ever.
 *
 * <pre>
 * version 1: 01 | flags | topic | partition | offset | [timestamp] | [key] | n | n × (name, value)
 * flags: 1 timestamp, 2 stamped by the broker, 4 key, 8 the value was left out
 * numbers: unsigned LEB128 · texts and bytes: length, then bytes · value of a header: length + 1, 0 for null
 * </pre>
 *
 * @param timestamp in milliseconds, negative if there is none
 * @param withoutValue whether the value was too large to be kept
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Envelope(
    String topic,
    int partition,
    long offset,
    long timestamp,
    boolean stampedByBroker,
    byte @Nullable [] key,
    List<Header> headers,
    boolean withoutValue) {
  private static final int VERSION = 1;
  private static final int TIMESTAMP = 1;
  private static final int STAMPED_BY_BROKER = 2;
  private static final int KEY = 4;
  private static final int WITHOUT_VALUE = 8;

  static Envelope of(ConsumerRecord<byte[], byte[]> record) {
    List<Header> headers = new ArrayList<>();
    for (org.apache.kafka.common.header.Header header : record.headers()) {
      headers.add(new Header(header.key(), header.value()));
    }
    return new Envelope(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType() == TimestampType.LOG_APPEND_TIME,
        record.key(),
        List.copyOf(headers),
        false);
  }

  Envelope leavingTheValueOut() {
    return new Envelope(topic, partition, offset, timestamp, stampedByBroker, key, headers, true);
  }

  public byte[] encode() {
    EnvelopeBytes.Writer out = new EnvelopeBytes.Writer();
    out.octet(VERSION);
    out.octet(flags());
    out.text(topic);
    out.number(partition);
    out.number(offset);
    if (timestamp >= 0) {
      out.number(timestamp);
    }
    if (key != null) {
      out.bytes(key);
    }
    out.number(headers.size());
    for (Header header : headers) {
      out.text(header.name());
      out.bytesOrNull(header.value());
    }
    return out.written();
  }

  private int flags() {
    return (timestamp >= 0 ? TIMESTAMP : 0)
        | (stampedByBroker ? STAMPED_BY_BROKER : 0)
        | (key != null ? KEY : 0)
        | (withoutValue ? WITHOUT_VALUE : 0);
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalStateException if it is not of this form, or of a version to come
   */
  public static Envelope decode(byte[] bytes) {
    EnvelopeBytes.Reader in = new EnvelopeBytes.Reader(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw EnvelopeBytes.unreadable("it has version " + version);
    }
    int flags = in.octet();
    Envelope read =
        new Envelope(
            in.text(),
            in.integer(),
            in.number(),
            (flags & TIMESTAMP) != 0 ? in.number() : -1,
            (flags & STAMPED_BY_BROKER) != 0,
            (flags & KEY) != 0 ? in.bytes() : null,
            headers(in),
            (flags & WITHOUT_VALUE) != 0);
    in.end();
    return read;
  }

  private static List<Header> headers(EnvelopeBytes.Reader in) {
    int count = in.length();
    List<Header> headers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      headers.add(new Header(in.text(), in.bytesOrNull()));
    }
    return List.copyOf(headers);
  }

  /** A header of a record. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Header(String name, byte @Nullable [] value) {
    /** The value as UTF-8; empty if there is none. */
    public String text() {
      return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** Never the value. */
    @Override
    public String toString() {
      return name;
    }
  }
}
