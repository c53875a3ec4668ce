// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer of the application, as it may be stored. */
record Answer(int status, Map<String, String> headers, String body) implements Serializable {
  static Answer text(int status, String text) {
    return new Answer(status, Map.of("Content-Type", "text/plain"), text);
  }

  static Answer json(int status, String json) {
    return new Answer(status, Map.of("Content-Type", "application/json"), json);
  }

  /**
   * How an application says to a library that its work is not done: it throws. Those are the
   * statuses after which a client is to try again.
   */
  Answer orDeclined() {
    if (status >= 500 || status == 408 || status == 425 || status == 429) {
      throw new Declined(this);
    }
    return this;
  }

  /** One string, for libraries that store one. */
  String encoded() {
    StringBuilder all = new StringBuilder().append(status).append('\n');
    headers.forEach((name, value) -> all.append(name).append(": ").append(value).append('\n'));
    return all.append('\n').append(body).toString();
  }

  static Answer decoded(String encoded) {
    String[] parts = encoded.split("\n\n", 2);
    String[] head = parts[0].split("\n");
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; i < head.length; i++) {
      String[] field = head[i].split(": ", 2);
      headers.put(field[0], field[1]);
    }
    return new Answer(Integer.parseInt(head[0]), headers, parts[1]);
  }

  /** Work that did not succeed, with what is to be answered. */
  static final class Declined extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final String answer;

    Declined(Answer answer) {
      super("declined with " + answer.status());
      this.answer = answer.encoded();
    }

    Answer answer() {
      return decoded(answer);
    }
  }
}
