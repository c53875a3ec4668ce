// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes the answer to an error that the work left to the container ({@code sendError}) and that is
 * to be kept. The container would write it after us, where it cannot be kept, so it is written
 * before the commit. Must be thread-safe.
 */
@FunctionalInterface
public interface ErrorAnswer {
  /**
   * Writes content type and body; the status is there already.
   *
   * @param message what the work said, which is for the caller only if the application says so
   */
  void write(
      HttpServletRequest request,
      HttpServletResponse response,
      int status,
      @Nullable String message)
      throws IOException;

  /** A problem of RFC 9457 with nothing but the status. */
  static ErrorAnswer bare() {
    return (request, response, status, message) -> {
      response.setContentType("application/problem+json");
      response
          .getOutputStream()
          .write(
              "{\"type\":\"about:blank\",\"status\":%d}"
                  .formatted(status)
                  .getBytes(StandardCharsets.UTF_8));
    };
  }
}
