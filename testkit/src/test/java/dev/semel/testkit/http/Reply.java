// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the application or the layer above it answers. */
record Reply(int status, Map<String, String> headers, byte[] body) {
  static Reply of(int status, String json) {
    return new Reply(
        status, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
  }

  static Reply problem(int status, String code) {
    boolean retryable = code.equals("in-progress") || code.equals("store-unavailable");
    String json =
        "{\"type\":\"https://example.org/problems/%s\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"retryable\":%s}"
            .formatted(code, code, status, code, retryable);
    Reply reply =
        Reply.of(status, json)
            .with("Content-Type", "application/problem+json")
            .with("Cache-Control", "no-store");
    return retryable ? reply.with("Retry-After", "1") : reply;
  }

  Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  Reply without(String... names) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    List.of(names).forEach(fewer::remove);
    return new Reply(status, fewer, body);
  }

  Reply keeping(List<String> names) {
    List<String> others = new ArrayList<>(headers.keySet());
    others.removeAll(names);
    return without(others.toArray(new String[0]));
  }

  Reply body(byte[] other) {
    return new Reply(status, headers, other);
  }

  String member(String name) {
    return new Answer(status, List.of(), body).member(name).orElse("");
  }
}
