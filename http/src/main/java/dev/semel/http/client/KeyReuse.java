// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.util.Locale;
import java.util.Set;

/**
 * Whether an answer speaks of its key. It would rather send a person to look than take a request
 * for refused that has happened before under the same key.
 */
final class KeyReuse {
  private static final Set<Integer> STATUSES = Set.of(400, 409, 422);
  private static final Set<String> IN_USE = Set.of("key_in_use", "key_is_in_use");
  private static final Set<String> REUSED =
      Set.of("key_reuse", "key_already_used", "key_is_already_used", "idempotency_error");

  /** With 400 and 422 any word about it is enough; 409 says the same while an attempt goes on. */
  private static final String ABOUT_IT = "idempoten";

  private KeyReuse() {}

  static boolean isReused(HttpAnswer answer) {
    String words = words(answer);
    return !contains(words, IN_USE)
        && (contains(words, REUSED) || (answer.status() != 409 && words.contains(ABOUT_IT)));
  }

  static boolean isInUse(HttpAnswer answer) {
    return contains(words(answer), IN_USE);
  }

  private static boolean contains(String words, Set<String> codes) {
    return codes.stream().anyMatch(words::contains);
  }

  /** Empty for what cannot be about a key. */
  private static String words(HttpAnswer answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    return STATUSES.contains(answer.status()) && type.contains("json")
        ? answer.text().toLowerCase(Locale.ROOT).replaceAll("[-\\s]+", "_")
        : "";
  }
}
