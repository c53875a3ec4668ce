// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import dev.semel.http.Reply;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request as the ledger keeps it, with its body or with the reason why not.
 * Immutable as long as nobody writes into the body, which is not copied.
 */
public record Recorded(int status, List<Reply.Header> headers, Body body) {
  /** What the bytes are kept as; the number is that of their form. */
  public static final String CONTENT_TYPE = "application/vnd.semel.http-response;v=1";

  public Recorded {
    if (status < Reply.STATUS_MIN || status > Reply.STATUS_MAX) {
      throw new IllegalArgumentException("an HTTP status has three digits, got " + status);
    }
    headers = List.copyOf(headers);
  }

  /** What became of the body. */
  public sealed interface Body {}

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  public record Kept(byte[] bytes) implements Body {}

  /**
   * A body that cannot be had any more.
   *
   * @param resource what the request made, as the application calls it
   */
  public record NotKept(Reason reason, @Nullable String resource) implements Body {}

  /** Why a body was not kept. */
  public enum Reason {
    TOO_LARGE(1),
    STREAMED(2),
    /** The operation keeps no bodies. */
    SECRET(3);

    private final int number;

    Reason(int number) {
      this.number = number;
    }

    /** What it is stored as, for ever. */
    int number() {
      return number;
    }
  }

  /** An answer that is kept whole. */
  public static Recorded of(Reply reply) {
    return new Recorded(reply.status(), reply.headers(), new Kept(reply.body()));
  }

  /** The answer, if it was kept whole. */
  public Optional<Reply> reply() {
    return body instanceof Kept kept
        ? Optional.of(new Reply(status, headers, kept.bytes()))
        : Optional.empty();
  }

  public Optional<String> location() {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase("Location"))
        .map(Reply.Header::value)
        .findFirst();
  }

  public byte[] encode() {
    return RecordedForm.write(this);
  }

  /** Nothing if these bytes are not such an answer, or were damaged. */
  public static Optional<Recorded> decode(byte[] bytes) {
    return RecordedForm.read(bytes);
  }
}
