// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.List;

/** What is to be sent when the work has ended. Immutable. */
public sealed interface Ending {
  /**
   * What the work answered, as it is.
   *
   * @param kept whether a later request with the key gets the same answer
   * @param headers to be added
   */
  record Send(boolean kept, List<Reply.Header> headers) implements Ending {
    public Send {
      headers = List.copyOf(headers);
    }
  }

  /** This, instead of what the work answered: its effects did not commit, or may not have. */
  record Replace(Reply reply) implements Ending {}
}
