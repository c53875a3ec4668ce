// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.List;

/** What is to be done with a request. Immutable; what a {@link Run} holds belongs to one thread. */
public sealed interface Decision {
  /**
   * Nothing of ours: let the request through as it is, its body was not touched.
   *
   * @param headers to be added to the answer
   */
  record Pass(List<Reply.Header> headers) implements Decision {
    public Pass {
      headers = List.copyOf(headers);
    }
  }

  /** Run nothing, send this. */
  record Answer(Reply reply) implements Decision {}

  /** The key is ours: run the work, then end it. */
  record Run(Running running) implements Decision {}
}
