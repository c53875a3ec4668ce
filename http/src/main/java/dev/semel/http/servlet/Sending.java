// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Body;
import dev.semel.http.Reply;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How an answer leaves. What has been decided stands, whoever is there to read it. */
final class Sending {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.http");
  private static final String EXPOSED =
      "Idempotency-Key, Idempotent-Replayed, Idempotency-Status, Idempotency-Expires";

  private Sending() {}

  static void reply(Reply reply, HttpServletResponse response) {
    response.setStatus(reply.status());
    headers(reply.headers(), response);
    body(reply.status(), Body.of(reply.body()), response);
  }

  static void headers(List<Reply.Header> headers, HttpServletResponse response) {
    Set<String> begun = new HashSet<>();
    for (Reply.Header header : headers) {
      if (header.name().equalsIgnoreCase("Content-Type")) {
        response.setContentType(header.value());
      } else if (begun.add(header.name().toLowerCase(Locale.ROOT))) {
        response.setHeader(header.name(), header.value());
      } else {
        response.addHeader(header.name(), header.value());
      }
    }
    if (response.containsHeader("Access-Control-Allow-Origin")) {
      response.addHeader("Access-Control-Expose-Headers", EXPOSED);
    }
  }

  static void body(int status, Body body, HttpServletResponse response) {
    if (status == 204 || status == 304) {
      return;
    }
    response.setContentLengthLong(body.length());
    try (InputStream in = body.open()) {
      in.transferTo(response.getOutputStream());
    } catch (IOException e) {
      LOG.debug("the answer could not be sent", e);
    }
  }
}
