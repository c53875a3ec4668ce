// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.io.IOException;
import java.net.URI;
import java.util.Objects;

/**
 * A look at an HTTP client, to be taken once at start-up: does it send a POST again by itself when
 * the answer is lost? It is held against a server of our own on the loopback. Immutable and
 * thread-safe.
 */
public final class SendsOnce {
  private SendsOnce() {}

  /**
   * Looks: at an answer lost by a close and by a reset, on a new connection and on one that was
   * used before.
   *
   * @throws IllegalStateException if the client has sent a POST more than once, or none
   * @throws IOException if there is no port to listen on
   */
  public static void check(Sender sender) throws IOException, InterruptedException {
    Objects.requireNonNull(sender, "sender");
    try (LosingServer server = LosingServer.start()) {
      for (LosingServer.Loss loss : LosingServer.Loss.values()) {
        expectOne(loss.onANewConnection(), sent(sender, server, loss.onANewConnection()));
        int unused = sent(sender, server, LosingServer.ANSWERED);
        expectOne(loss.onAUsedConnection(), sent(sender, server, loss.onAUsedConnection()));
      }
    }
  }

  private static int sent(Sender sender, LosingServer server, String path)
      throws InterruptedException {
    URI uri = server.uri(path);
    try {
      sender.post(uri);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // As it should be: there was no answer. What counts is how often it was sent.
      return server.arrived(path);
    }
    return server.arrived(path);
  }

  private static void expectOne(String path, int arrived) {
    if (arrived != 1) {
      throw new IllegalStateException(
          ("SEMEL-513 this HTTP client has sent a POST %d times that it was to send once (%s):"
                  + " what it does may happen twice. Switch its retries off")
              .formatted(arrived, path));
    }
  }
}
