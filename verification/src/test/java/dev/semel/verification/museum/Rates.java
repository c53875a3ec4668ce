// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A look-up that a consumer needs before its effect, and that may fail for a moment. */
@FunctionalInterface
interface Rates {
  void look(Message message) throws IOException;

  static Rates failingFirstFor(String id) {
    AtomicBoolean failed = new AtomicBoolean();
    return message -> {
      if (message.id().equals(id) && !failed.getAndSet(true)) {
        throw new IOException("no rates at this moment");
      }
    };
  }
}
