// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Does its work on another thread, and answers there or, as Spring does, in a dispatch. */
final class AsyncServlet extends SyncServlet {
  private static final long serialVersionUID = 1L;
  private static final String ANSWER = "answer";
  private static final long PATIENCE_MILLIS = 500;

  private final transient ExecutorService threads =
      Executors.newCachedThreadPool(
          run -> {
            Thread thread = new Thread(run, "async-servlet");
            thread.setDaemon(true);
            return thread;
          });
  private final boolean dispatching;

  AsyncServlet(Work work, boolean dispatching) {
    super(work);
    this.dispatching = dispatching;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      dispatched(request, response);
      return;
    }
    AsyncContext async = request.startAsync(request, response);
    if (request.getRequestURI().equals("/async-timeout")) {
      async.setTimeout(PATIENCE_MILLIS);
    }
    threads.execute(() -> run(async, request, response));
  }

  private static void dispatched(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    Object answer = request.getAttribute(ANSWER);
    if (answer instanceof Exception e) {
      throw new ServletException(e);
    }
    write(response, (Work.Answer) answer);
  }

  private void run(AsyncContext async, HttpServletRequest request, HttpServletResponse response) {
    try {
      Work.Answer answer = answer(request);
      if (dispatching) {
        request.setAttribute(ANSWER, answer);
      } else {
        write(response, answer);
      }
    } catch (Exception | Error e) {
      if (dispatching) {
        request.setAttribute(ANSWER, e instanceof Exception ? e : new Exception(e));
      } else {
        response.setStatus(500);
      }
    }
    try {
      if (dispatching) {
        async.dispatch();
      } else {
        async.complete();
      }
    } catch (RuntimeException e) {
      // The container gave the request up before, and says so.
    }
  }
}
