// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * The frozen bytes, and whether any of them were asked for. The client asks when the connection
 * stands and TLS is agreed upon, not before.
 */
final class WatchedBody implements HttpRequest.BodyPublisher {
  private final HttpRequest.BodyPublisher bytes;
  private volatile boolean asked;

  WatchedBody(byte[] bytes) {
    this.bytes = HttpRequest.BodyPublishers.ofByteArray(bytes);
  }

  HttpEndings.Left left() {
    return asked || contentLength() == 0
        ? HttpEndings.Left.PERHAPS_ALL
        : HttpEndings.Left.NO_BODY_YET;
  }

  @Override
  public long contentLength() {
    return bytes.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    asked = true;
    bytes.subscribe(subscriber);
  }
}
