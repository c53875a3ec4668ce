// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.Key;
import dev.semel.Tx;
import dev.semel.http.servlet.IdempotencyFilter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Answers on its own thread. */
class SyncServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  final transient Work work;

  SyncServlet(Work work) {
    this.work = work;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    write(response, answer(request));
  }

  Work.Answer answer(HttpServletRequest request) throws ServletException, IOException {
    try {
      return work.on(new ServletCall(request));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ServletException(e);
    }
  }

  static void write(HttpServletResponse response, Work.Answer answer) throws IOException {
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    response.getOutputStream().write(answer.body());
  }

  private record ServletCall(HttpServletRequest request) implements Work.Call {
    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String path() {
      return request.getRequestURI();
    }

    @Override
    public String query() {
      return request.getQueryString();
    }

    @Override
    public String header(String name) {
      return request.getHeader(name);
    }

    @Override
    public String body() throws IOException {
      return new String(bytes());
    }

    @Override
    public byte[] bytes() throws IOException {
      return request.getInputStream().readAllBytes();
    }

    @Override
    public String field(String name) {
      return request.getParameter(name);
    }

    @Override
    public Optional<Tx> transaction() {
      return IdempotencyFilter.transaction(request);
    }

    @Override
    public Optional<Key> key() {
      return IdempotencyFilter.key(request);
    }

    @Override
    public Tx tx() {
      return IdempotencyFilter.tx(request);
    }

    @Override
    public void retryable() {
      IdempotencyFilter.retryable(request);
    }

    @Override
    public void resource(String id) {
      IdempotencyFilter.resource(request, id);
    }
  }
}
