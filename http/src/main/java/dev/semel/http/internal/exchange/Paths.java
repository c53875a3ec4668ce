// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Paths as whoever routes a request may read them. What is an alias for the most liberal router is
 * one here: a request that we took for another endpoint would run unprotected. The fingerprint has
 * the path as it came, so an alias never gets the answer of the other.
 */
final class Paths {
  private Paths() {}

  /** The segments, decoded, without empty ones, parameters and dots. */
  static List<String> segments(String raw) {
    List<String> segments = new ArrayList<>();
    for (String part : raw.split("/", -1)) {
      int parameters = part.indexOf(';');
      String segment = decoded(parameters < 0 ? part : part.substring(0, parameters));
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.remove(segments.size() - 1);
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return List.copyOf(segments);
  }

  private static String decoded(String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] in = segment.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (in[i] == '%' && high >= 0 && low >= 0) {
        bytes.write(high << 4 | low);
        i += 2;
      } else {
        bytes.write(in[i]);
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
