// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.List;

/**
 * What the work wants to answer, held back until it is known whether it may. Immutable but for the
 * body, which belongs to whoever captured it.
 *
 * @param headers all that the work set, also such as will not be kept
 */
public record Outgoing(int status, List<Reply.Header> headers, Body body) {
  public Outgoing {
    headers = List.copyOf(headers);
  }
}
