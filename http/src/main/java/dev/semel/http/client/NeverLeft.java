// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Whether it is certain that nothing was sent that could have been acted upon. */
final class NeverLeft {
  private static final int CAUSES_MAX = 10;

  /**
   * How the JDK says REFUSED_STREAM, and it says it in no other way. Where it changes these words
   * the end is ambiguous, as that of a GOAWAY is, of which it does not tell which streams it means.
   */
  private static final String REFUSED_STREAM = "Received RST_STREAM: Stream not processed";

  private NeverLeft() {}

  static boolean isCertain(Throwable thrown, HttpEndings.Left left) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
      if (isNoConnection(cause, left) || isRefusedStream(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * Whoever was given the body had a connection once, whatever became of the next one. Only a
   * handshake that is cut off ends after it was asked for, and then it has not left the client; any
   * other SSLException may be about a record that was broken much later.
   */
  private static boolean isNoConnection(Throwable cause, HttpEndings.Left left) {
    return switch (left) {
      case NOTHING ->
          isNoConnection(cause)
              || cause instanceof SSLException
              || cause instanceof HttpTimeoutException;
      case NOT_KNOWN -> isNoConnection(cause) || cause instanceof SSLHandshakeException;
      case SOME -> cause instanceof SSLHandshakeException;
    };
  }

  private static boolean isRefusedStream(Throwable cause) {
    return cause instanceof IOException && REFUSED_STREAM.equals(cause.getMessage());
  }

  private static boolean isNoConnection(Throwable cause) {
    return cause instanceof ConnectException
        || cause instanceof UnknownHostException
        || cause instanceof NoRouteToHostException
        || cause instanceof UnresolvedAddressException
        || cause instanceof HttpConnectTimeoutException;
  }
}
