// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When two bodies are the same request. Where a rule cannot read a body, its bytes are compared: to
 * refuse a request that was the same can be seen, to answer one that was another cannot. Immutable.
 */
public enum BodyRule {
  /** The bytes are the same. */
  RAW,
  /** The same JSON, however it is spaced, escaped and its members ordered; 1 is not 1.0. */
  JSON_CANONICAL,
  /** The same fields of a form, the values of each name in the same order. */
  FORM,
  /** The same parts in the same order, whatever the boundary between them. */
  MULTIPART;

  /** The rule for an operation that names none. */
  public static BodyRule forMediaType(@Nullable String mediaType) {
    return mediaType != null
            && mediaType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/form-data")
        ? MULTIPART
        : RAW;
  }
}
