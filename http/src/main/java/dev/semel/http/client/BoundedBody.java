// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The first bytes of a body, and nothing of what comes after them. */
final class BoundedBody implements HttpResponse.BodySubscriber<BoundedBody.Bytes> {

  /** What was read. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Bytes(byte[] bytes, boolean whole) {}

  private final int bytesMax;
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final CompletableFuture<Bytes> body = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  BoundedBody(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  @Override
  public CompletionStage<Bytes> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] some = new byte[Math.min(buffer.remaining(), bytesMax - read.size())];
      buffer.get(some);
      read.write(some, 0, some.length);
      if (buffer.hasRemaining()) {
        enough();
        return;
      }
    }
  }

  private void enough() {
    body.complete(new Bytes(read.toByteArray(), false));
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable thrown) {
    body.completeExceptionally(thrown);
  }

  @Override
  public void onComplete() {
    body.complete(new Bytes(read.toByteArray(), true));
  }
}
