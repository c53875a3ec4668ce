// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Body;
import dev.semel.http.Reply;
import dev.semel.http.internal.record.Recorded;
import dev.semel.spi.Claims;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From an answer to what the ledger keeps of it, and back. */
final class Kept {
  private Kept() {}

  /**
   * What a result must have room for beside the body, which is all that has no bound of its own.
   */
  static final int ROOM = 8 * 1024;

  static final int RESOURCE_LENGTH_MAX = 255;

  /** Leaves room for the rest: a resource, of at most three bytes a character, and the form. */
  private static final int HEADERS_BYTES_MAX = ROOM - 1024;

  static Recorded of(
      Policy policy, int status, List<Reply.Header> headers, Body body, @Nullable String resourceId)
      throws IOException {
    List<Reply.Header> kept = kept(policy, headers);
    Recorded.Reason reason = reasonNotToKeep(policy, headers, body.length());
    return reason != null || bytes(kept) > HEADERS_BYTES_MAX
        ? notKept(status, kept, reason, resourceId)
        : new Recorded(status, kept, new Recorded.Kept(body.bytes()));
  }

  /** Of an answer whose body is lost. */
  static Recorded without(
      Policy policy, int status, List<Reply.Header> headers, @Nullable String resourceId) {
    return notKept(status, kept(policy, headers), null, resourceId);
  }

  private static Recorded notKept(
      int status,
      List<Reply.Header> kept,
      Recorded.@Nullable Reason reason,
      @Nullable String resourceId) {
    List<Reply.Header> some = new ArrayList<>(kept);
    if (bytes(some) > HEADERS_BYTES_MAX) {
      some.removeIf(header -> !header.name().equalsIgnoreCase("Location"));
    }
    if (bytes(some) > HEADERS_BYTES_MAX) {
      some.clear();
    }
    return new Recorded(
        status,
        some,
        new Recorded.NotKept(reason == null ? Recorded.Reason.TOO_LARGE : reason, resourceId));
  }

  private static List<Reply.Header> kept(Policy policy, List<Reply.Header> headers) {
    List<Reply.Header> kept = new ArrayList<>(policy.headers().keep(headers));
    // Work that codes its body itself has made it part of the answer; without its name it is noise.
    headers.stream().filter(h -> h.name().equalsIgnoreCase("Content-Encoding")).forEach(kept::add);
    return kept;
  }

  /** What they take in the form of a recorded answer. */
  private static long bytes(List<Reply.Header> headers) {
    return headers.stream()
        .mapToLong(h -> 2L * Integer.BYTES + length(h.name()) + length(h.value()))
        .sum();
  }

  private static long length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static Claims.Stored stored(Recorded recorded) {
    return new Claims.Stored(Recorded.CONTENT_TYPE, recorded.encode());
  }

  /** Nothing if the bytes are no answer, or were damaged. */
  static Optional<Recorded> read(Claims.Stored stored) {
    return stored.contentType().equals(Recorded.CONTENT_TYPE)
        ? Recorded.decode(stored.bytes())
        : Optional.empty();
  }

  private static Recorded.@Nullable Reason reasonNotToKeep(
      Policy policy, List<Reply.Header> headers, long length) {
    if (!policy.replayable || Streaming.in(headers)) {
      return Recorded.Reason.STREAMED;
    }
    if (!policy.storeBodies && length > 0) {
      return Recorded.Reason.SECRET;
    }
    return length > policy.responseBytesMax ? Recorded.Reason.TOO_LARGE : null;
  }
}
