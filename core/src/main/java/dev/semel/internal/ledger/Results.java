// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.LedgerException;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Turns results into content and back; an effect without a result has no codec. Immutable.
 *
 * @param <R> the result
 */
final class Results<R> {
  private static final int CONTENT_TYPE_LENGTH_MAX = 100;

  private final @Nullable Codec<R> codec;
  private final int bytesMax;

  Results(@Nullable Codec<R> codec, int bytesMax) {
    this.codec = codec;
    this.bytesMax = bytesMax;
  }

  boolean wanted() {
    return codec != null;
  }

  @Nullable Content encode(Key key, R result) {
    if (codec == null) {
      return null;
    }
    return checked(key, codec.contentType(), codec.encode(result), bytesMax);
  }

  /** A result as it may be stored. */
  static Content checked(Key key, String type, byte[] bytes, int bytesMax) {
    if (bytes.length > bytesMax) {
      throw new LedgerException(
          "SEMEL-018",
          ("the result of %s has %d bytes, the limit is %d; nothing was applied. Store a reference"
                  + " instead, or raise the limit with resultBytesMax(...)")
              .formatted(key, bytes.length, bytesMax));
    }
    if (type.isEmpty() || type.length() > CONTENT_TYPE_LENGTH_MAX) {
      throw new LedgerException(
          "SEMEL-019",
          "the result of %s has a content type of %d characters; 1 to %d are allowed"
              .formatted(key, type.length(), CONTENT_TYPE_LENGTH_MAX));
    }
    return new Content(type, bytes);
  }

  @SuppressWarnings("NullAway") // Without a codec, R is Void and its only value is null.
  R decode(Key key, Row row) {
    if (codec == null) {
      return null;
    }
    Content content = row.result();
    if (row.dropped()) {
      throw new LedgerException(
          "SEMEL-063",
          ("%s has happened, at %s, and its result is not kept any more: the results of its scope"
                  + " are dropped before its keys. Ask without a result, or keep results longer with"
                  + " keepingResultsFor(...)")
              .formatted(key, row.since()));
    }
    if (content == null) {
      throw new LedgerException(
          "SEMEL-019",
          ("%s was settled without a result at %s, and a result is asked for now; use one codec for"
                  + " a key from the first delivery on")
              .formatted(key, row.since()));
    }
    return codec.decode(content.type(), content.bytes());
  }
}
