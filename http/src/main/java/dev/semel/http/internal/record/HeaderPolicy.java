// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import dev.semel.http.Reply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Which headers of an answer are kept with it. Immutable. */
public final class HeaderPolicy {
  private static final Set<String> STANDARD =
      Set.of(
          "content-type",
          "content-language",
          "location",
          "content-location",
          "etag",
          "last-modified",
          "link");

  private static final Set<String> NEVER =
      Set.of(
          // Whose it is.
          "set-cookie",
          "set-cookie2",
          "authorization",
          "www-authenticate",
          "authentication-info",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-authentication-info",
          "clear-site-data",
          // When it was.
          "date",
          "age",
          "expires",
          "retry-after",
          // How it was carried.
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "te",
          "trailer",
          "upgrade",
          "via",
          "content-length",
          "content-encoding",
          "content-range",
          "strict-transport-security",
          "alt-svc",
          // Which request it was.
          "traceparent",
          "tracestate",
          "baggage",
          "b3",
          "request-id",
          "correlation-id",
          "x-request-id",
          "x-correlation-id",
          "x-trace-id",
          "x-amzn-trace-id",
          "x-cloud-trace-context",
          "server-timing");

  private static final List<String> NEVER_STARTING =
      List.of(
          "access-control-",
          "ratelimit",
          "x-ratelimit",
          "x-rate-limit",
          "x-b3-",
          "idempotency-",
          "idempotent-");

  private final Set<String> kept;

  private HeaderPolicy(Set<String> kept) {
    this.kept = kept;
  }

  public static HeaderPolicy standard() {
    return new HeaderPolicy(STANDARD);
  }

  /**
   * The standard ones and these.
   *
   * @throws IllegalArgumentException naming all of them that may not be kept
   */
  public static HeaderPolicy keeping(Collection<String> more) {
    List<String> refused = refused(more);
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException(
          "these headers cannot be kept with an answer: they belong to one moment, one connection"
              + " or one caller, or are no header names: "
              + String.join(", ", refused));
    }
    Set<String> kept = new TreeSet<>(STANDARD);
    more.forEach(name -> kept.add(name.toLowerCase(Locale.ROOT)));
    return new HeaderPolicy(kept);
  }

  /** Those of these names that may not be kept. */
  public static List<String> refused(Collection<String> names) {
    return names.stream().filter(name -> !allowed(name)).sorted().toList();
  }

  /** What of an answer is kept, in its order. */
  public List<Reply.Header> keep(Collection<Reply.Header> headers) {
    List<Reply.Header> result = new ArrayList<>();
    for (Reply.Header header : headers) {
      if (kept.contains(header.name().toLowerCase(Locale.ROOT))) {
        result.add(header);
      }
    }
    return result;
  }

  private static boolean allowed(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return Reply.Header.valid(name, "")
        && !NEVER.contains(lower)
        && NEVER_STARTING.stream().noneMatch(lower::startsWith);
  }
}
