// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is answered to an error that the work left to the container ({@code sendError}) and that is
 * to be kept. The container would write it after us, where it cannot be kept; so it is written
 * before.
 *
 * @param path of the application's own error page, if it has one
 */
record ErrorPage(@Nullable String path) {
  void render(HeldResponse.Failure error, HttpServletRequest request, HeldResponse held)
      throws IOException, ServletException {
    held.beginErrorAnswer();
    held.setStatus(error.status());
    RequestDispatcher page = path == null ? null : request.getRequestDispatcher(path);
    if (page == null) {
      held.setContentType("application/problem+json");
      held.getOutputStream()
          .write(
              "{\"type\":\"about:blank\",\"status\":%d}"
                  .formatted(error.status())
                  .getBytes(StandardCharsets.UTF_8));
      return;
    }
    request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, error.status());
    request.setAttribute(RequestDispatcher.ERROR_MESSAGE, error.message());
    request.setAttribute(RequestDispatcher.ERROR_REQUEST_URI, request.getRequestURI());
    page.forward(request, held);
  }
}
