// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Body;
import dev.semel.http.Ending;
import dev.semel.http.Outgoing;
import dev.semel.http.Reply;
import dev.semel.http.Running;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The work behind the path of the self-test: a number nobody else gets, unless it is replayed. */
final class SelfTestAnswer {
  private static final Reply.Header TEXT = new Reply.Header("Content-Type", "text/plain");

  private SelfTestAnswer() {}

  static Reply by(Running running) {
    try (running) {
      String number = Long.toUnsignedString(ThreadLocalRandom.current().nextLong());
      byte[] bytes = number.getBytes(StandardCharsets.US_ASCII);
      Ending ending = running.finish(new Outgoing(200, List.of(TEXT), Body.of(bytes)));
      if (ending instanceof Ending.Replace replace) {
        return replace.reply();
      }
      List<Reply.Header> headers = new ArrayList<>(List.of(TEXT));
      headers.addAll(((Ending.Send) ending).headers());
      return new Reply(200, headers, bytes);
    }
  }
}
