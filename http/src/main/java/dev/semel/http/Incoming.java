// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as a server received it: what an adapter shows of it. Used by one thread at a time.
 * Nothing here is decoded; the body is as it came after the transfer coding was taken away.
 */
public interface Incoming {
  String method();

  /** The path under which operations are registered, not decoded and without the query. */
  String path();

  /** Not decoded, without the question mark; null if there is none. */
  @Nullable String query();

  /** All field lines of this name, in their order; empty if there is none. */
  List<String> headers(String name);

  /** What the request says the length of its body is; -1 if it does not say. */
  long bodyLength();

  /**
   * Asked once, and only for a request with a key that an operation has use for.
   *
   * @throws ReadBefore if it can be seen that somebody has read of it; that some is missing of what
   *     {@link #bodyLength} says is seen by us
   */
  InputStream openBody() throws IOException, ReadBefore;

  /** Who is authenticated; empty if nobody is. */
  Optional<Caller> caller();

  /** The body of a request is not there any more: what came before us has read it. */
  final class ReadBefore extends Exception {
    private static final long serialVersionUID = 1L;

    /** What gives it away, in a few words and without content. */
    public ReadBefore(String how) {
      super(how);
    }
  }
}
