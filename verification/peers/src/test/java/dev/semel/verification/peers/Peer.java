// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.HttpHandler;
import java.util.Set;

/** What keeps a request of the small application from being done twice. */
interface Peer extends AutoCloseable {
  /** What it is called in the table, with its version. */
  String title();

  /** What of docs/http-conformance.md it offers. */
  Set<String> offers();

  /** What answers the requests that are to be protected. */
  HttpHandler handler();

  @Override
  void close();
}
