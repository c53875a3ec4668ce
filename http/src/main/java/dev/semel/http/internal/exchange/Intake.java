// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Body;
import dev.semel.http.Incoming;
import dev.semel.http.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it was taken in, or why it was not. Bounded in memory, in all, and in
 * time: the container bounds how long one read may take, this how long all of them.
 */
sealed interface Intake {
  int CHUNK = 16 * 1024;

  /** It is all there. */
  record Taken(Body body) implements Intake {}

  /** It is not, and not as the caller sent it. */
  record Refused(Problem problem, String why) implements Intake {}

  static boolean tooLarge(Incoming request, Policy policy) {
    return request.bodyLength() > policy.bodyBytesMax;
  }

  static Intake of(Incoming request, Policy policy) throws IOException {
    Spool spool = new Spool(Body.MEMORY_BYTES, policy.bodyBytesMax);
    Refused refused = null;
    boolean whole = false;
    try {
      refused = copy(request, spool, policy);
      whole = refused == null;
    } catch (SocketTimeoutException e) {
      refused = new Refused(Problem.BODY_TOO_SLOW, "the server waited in vain for more of it");
    } catch (Incoming.ReadBefore e) {
      refused = new Refused(Problem.BODY_READ_BEFORE, String.valueOf(e.getMessage()));
    } finally {
      if (!whole) {
        spool.close();
      }
    }
    return refused == null ? new Taken(spool) : refused;
  }

  private static @Nullable Refused copy(Incoming request, Spool spool, Policy policy)
      throws IOException, Incoming.ReadBefore {
    InputStream in = request.openBody();
    long expected = request.bodyLength();
    long began = System.nanoTime();
    long patience = policy.bodyTimeMax.toNanos();
    byte[] chunk = new byte[expected >= 0 && expected < CHUNK ? (int) expected + 1 : CHUNK];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      if (spool.length() + count > policy.bodyBytesMax) {
        return new Refused(Problem.BODY_TOO_LARGE, "it has more bytes than are taken");
      }
      if (System.nanoTime() - began > patience) {
        return new Refused(Problem.BODY_TOO_SLOW, "it came too slowly");
      }
      spool.out().write(chunk, 0, count);
    }
    long said = request.bodyLength();
    return spool.length() < said
        ? new Refused(
            Problem.BODY_READ_BEFORE,
            "of the %d bytes it has, %d were left".formatted(said, spool.length()))
        : null;
  }
}
