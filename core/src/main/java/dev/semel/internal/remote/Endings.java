// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.function.Function;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What is known from what a call has thrown. */
final class Endings {
  private static final int CAUSES_MAX = 10;

  /** By its name: its module is not needed otherwise. */
  private static final String CONNECT_TIMEOUT = "java.net.http.HttpConnectTimeoutException";

  private Endings() {}

  static CallException of(
      Throwable thrown, Function<Throwable, @Nullable Ending> classifying, boolean late) {
    if (thrown instanceof CallException said) {
      return said;
    }
    Ending known = classifying.apply(thrown);
    if (known == null) {
      known = !late && neverLeft(thrown) ? Ending.NOT_SENT : Ending.AMBIGUOUS;
    }
    // The class alone: what a client library writes into its messages may be anything.
    return CallException.of(known, "it threw " + thrown.getClass().getName(), thrown);
  }

  private static boolean neverLeft(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException
          || cause instanceof UnresolvedAddressException
          || cause.getClass().getName().equals(CONNECT_TIMEOUT)
          || cause instanceof SSLHandshakeException) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }
}
