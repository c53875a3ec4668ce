// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/**
 * What the other side has answered. Immutable as long as nobody writes into the body, which is not
 * copied.
 *
 * @param whole false if the body was larger than what is read of one; these are its first bytes
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record HttpAnswer(int status, HttpHeaders headers, byte[] body, boolean whole) {

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The status alone: payloads are shown to nobody. */
  @Override
  public String toString() {
    return "HTTP " + status;
  }
}
