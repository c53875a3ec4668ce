// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.Key;
import dev.semel.Tx;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What an endpoint of a test does, whatever server it runs on. */
@FunctionalInterface
interface Work {
  Answer on(Call call) throws Exception;

  /** What the work sees of the request. */
  interface Call {
    String method();

    String path();

    /** As it was sent, or null. */
    String query();

    /** The first of this name, or null. */
    String header(String name);

    String body() throws Exception;

    byte[] bytes() throws Exception;

    /** A field of a form, of either kind. */
    String field(String name) throws Exception;

    /** Empty where the request has none. */
    Optional<Tx> transaction();

    Optional<Key> key();

    Tx tx();

    void retryable();

    void resource(String id);
  }

  record Answer(int status, Map<String, String> headers, byte[] body) {
    static Answer of(int status, String body) {
      return new Answer(
          status, Map.of("Content-Type", "text/plain;charset=UTF-8"), body.getBytes());
    }

    Answer with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return new Answer(status, more, body);
    }
  }
}
