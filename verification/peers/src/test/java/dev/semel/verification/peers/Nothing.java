// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.HttpHandler;
import java.util.Set;

/** No library at all: what rows say of an application that only asks for a key. */
record Nothing(HttpHandler handler) implements Peer {
  static Nothing of(Charges charges) {
    return new Nothing(KeyedWork.handler((id, call) -> charges.inTransaction(call)));
  }

  @Override
  public String title() {
    return "nothing";
  }

  @Override
  public Set<String> offers() {
    return Set.of("bare");
  }

  @Override
  public void close() {}
}
