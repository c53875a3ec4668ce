// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Body;
import dev.semel.http.Reply;
import dev.semel.http.internal.record.Recorded;
import dev.semel.spi.Claims;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From an answer to what the ledger keeps of it, and back. */
final class Kept {
  private Kept() {}

  static Recorded of(
      Policy policy, int status, List<Reply.Header> headers, Body body, @Nullable String resourceId)
      throws IOException {
    List<Reply.Header> kept = new ArrayList<>(policy.headers().keep(headers));
    // Work that codes its body itself has made it part of the answer; without its name it is noise.
    headers.stream().filter(h -> h.name().equalsIgnoreCase("Content-Encoding")).forEach(kept::add);
    Recorded.Reason reason = reasonNotToKeep(policy, headers, body.length());
    return new Recorded(
        status,
        kept,
        reason == null
            ? new Recorded.Kept(body.bytes())
            : new Recorded.NotKept(reason, resourceId));
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
