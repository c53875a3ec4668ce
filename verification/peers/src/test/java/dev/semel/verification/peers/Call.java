// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What the handler needs of a request; the key is that of this caller, as it was sent. */
record Call(String caller, String key, String caseName, String steps, int received) {
  static Call of(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    return new Call(
        caller(headers),
        caller(headers) + "/" + headers.getFirst("Idempotency-Key"),
        String.valueOf(headers.getFirst("Conformance-Case")),
        steps(headers),
        exchange.getRequestBody().readAllBytes().length);
  }

  Call unprotected() {
    return new Call(caller, "none", caseName, steps, received);
  }

  /** Null where nobody is known. */
  static String caller(Headers headers) {
    String said = String.valueOf(headers.getFirst("Authorization"));
    return said.matches("Bearer (alice(-2)?|bob)") ? said.replaceAll("^Bearer |-2$", "") : null;
  }

  static String steps(Headers headers) {
    String said = headers.getFirst("Conformance");
    return said == null ? "" : said;
  }

  List<String> eachStep() {
    return Arrays.stream(steps.split(",")).map(String::strip).toList();
  }
}
