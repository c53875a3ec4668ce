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
record Intake(@Nullable Body body, @Nullable Problem problem) {
  private static final int CHUNK = 16 * 1024;

  static boolean tooLarge(Incoming request, Policy policy) {
    return request.bodyLength() > policy.bodyBytesMax;
  }

  static Intake of(Incoming request, Policy policy) throws IOException {
    Spool spool = new Spool(Body.MEMORY_BYTES);
    Problem problem = null;
    boolean whole = false;
    try {
      problem = copy(request.openBody(), request.bodyLength(), spool, policy);
      whole = problem == null;
    } catch (SocketTimeoutException e) {
      problem = Problem.BODY_TOO_SLOW;
    } finally {
      if (!whole) {
        spool.close();
      }
    }
    return new Intake(whole ? spool : null, problem);
  }

  private static @Nullable Problem copy(InputStream in, long expected, Spool spool, Policy policy)
      throws IOException {
    long began = System.nanoTime();
    long patience = policy.bodyTimeMax.toNanos();
    byte[] chunk = new byte[expected >= 0 && expected < CHUNK ? (int) expected + 1 : CHUNK];
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      if (spool.length() + count > policy.bodyBytesMax) {
        return Problem.BODY_TOO_LARGE;
      }
      if (System.nanoTime() - began > patience) {
        return Problem.BODY_TOO_SLOW;
      }
      spool.out().write(chunk, 0, count);
    }
    return null;
  }
}
