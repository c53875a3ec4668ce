// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** One direction of a session. For one thread. */
final class Pump {
  private static final int BYTES_MAX = 64 * 1024;

  private final ProxySession session;
  private final Direction direction;
  private final Socket from;
  private final Scan scan = new Scan();

  Pump(ProxySession session, Direction direction, Socket from) {
    this.session = session;
    this.direction = direction;
    this.from = from;
  }

  void run() throws InterruptedException {
    try {
      if (passesAll()) {
        session.ended(direction);
      }
    } catch (IOException e) {
      broken();
    }
  }

  /** True when the sender has ended; false when the session has. */
  private boolean passesAll() throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    byte[] bytes = new byte[BYTES_MAX];
    for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
      if (!session.passed(direction, bytes, n, scan)) {
        return false;
      }
    }
    return true;
  }

  private void broken() throws InterruptedException {
    try {
      session.broken(direction);
    } catch (IOException e) {
      session.cut();
    }
  }
}
