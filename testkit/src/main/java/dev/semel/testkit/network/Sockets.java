// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.io.IOException;
import java.net.Socket;

/** Two ways to close one. */
final class Sockets {
  private Sockets() {}

  /** With a reset, or with an ordinary end. */
  static void close(Socket socket, boolean reset) {
    try {
      if (reset) {
        socket.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // It is closed already, or was never connected.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // It is as good as closed.
    }
  }
}
