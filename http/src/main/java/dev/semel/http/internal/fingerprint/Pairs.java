// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.http.internal.digest.Parts;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pairs of a query or a form: names in any order, the values of one name in theirs. Names are
 * decoded to be told apart; what is hashed is what was sent.
 */
final class Pairs {
  private final Map<String, List<String>> sent = new TreeMap<>();

  private Pairs() {}

  /** The pairs between the ampersands; none in an empty text. */
  static Pairs of(String encoded, Set<String> ignored) {
    Pairs pairs = new Pairs();
    if (!encoded.isEmpty()) {
      for (String pair : encoded.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        if (!ignored.contains(name)) {
          pairs.sent.computeIfAbsent(name, n -> new ArrayList<>()).add(pair);
        }
      }
    }
    return pairs;
  }

  void into(Parts parts) {
    parts.number(sent.size());
    sent.forEach(
        (name, pairs) -> {
          parts.text(name).number(pairs.size());
          pairs.forEach(parts::text);
        });
  }

  /** As it stands if it cannot be decoded. */
  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
