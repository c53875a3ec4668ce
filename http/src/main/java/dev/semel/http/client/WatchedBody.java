// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The frozen bytes, given away once, and whether they were. The client asks for them when it has a
 * connection, not before; if it asks again, it is about to repeat what may have happened, and gets
 * nothing.
 */
final class WatchedBody implements HttpRequest.BodyPublisher {
  private final HttpRequest.BodyPublisher bytes;
  private final AtomicBoolean asked = new AtomicBoolean();

  WatchedBody(byte[] bytes) {
    this.bytes = HttpRequest.BodyPublishers.ofByteArray(bytes);
  }

  /** How much of it was given away; nobody is given anything from now on. */
  HttpEndings.Left takeBack() {
    if (!asked.compareAndSet(false, true)) {
      return HttpEndings.Left.SOME;
    }
    return contentLength() == 0 ? HttpEndings.Left.NOT_KNOWN : HttpEndings.Left.NOTHING;
  }

  @Override
  public long contentLength() {
    return bytes.contentLength();
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    if (asked.compareAndSet(false, true)) {
      bytes.subscribe(subscriber);
    } else {
      subscriber.onSubscribe(new Nothing());
      subscriber.onError(new IOException("the client wanted to send it once more"));
    }
  }

  /** Has no bytes to give. */
  private static final class Nothing implements Flow.Subscription {
    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
