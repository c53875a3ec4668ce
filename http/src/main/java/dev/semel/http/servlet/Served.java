// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Ending;
import dev.semel.http.Running;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is run, from its first thread to its last.
 *
 * <p>While a thread of the container is inside the chain, whoever completes the request only leaves
 * word: the thread ends it when it comes out, since until then the transaction is bound to it. So
 * the work and the end of it never overlap, which the claim asks for.
 */
final class Served {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.http");

  private final Running running;
  private final HttpServletRequest request;
  private final HttpServletResponse sent;
  private final HeldResponse held;
  private final ErrorAnswer errorAnswer;
  private @Nullable HeldAsync async;
  private @Nullable AsyncContext completed;
  private boolean inside;
  private boolean started;
  private boolean dispatched;
  private boolean ended;

  Served(
      Running running,
      HttpServletRequest request,
      HttpServletResponse sent,
      ErrorAnswer errorAnswer) {
    this.running = running;
    this.request = request;
    this.sent = sent;
    this.held = new HeldResponse(sent, running.answer());
    this.errorAnswer = errorAnswer;
  }

  Running running() {
    return running;
  }

  HeldResponse response() {
    return held;
  }

  synchronized @Nullable HeldAsync async() {
    return async;
  }

  /** The first way through the chain. */
  void begin(FilterChain chain) throws IOException, ServletException {
    SpooledRequest spooled = new SpooledRequest(request, this, running.body());
    try {
      through(chain, spooled, held);
    } finally {
      if (async() == null) {
        over();
      }
    }
  }

  /**
   * One way through the chain: the first, or one that an asynchronous request was dispatched to.
   */
  @SuppressWarnings("try") // It is entered, and left.
  void through(FilterChain chain, ServletRequest in, ServletResponse out)
      throws IOException, ServletException {
    synchronized (this) {
      inside = true;
      started = false;
      dispatched = false;
    }
    boolean whole = false;
    try {
      // Left before it is ended: whether it may commit is known only then.
      try (Running.Entered entered = running.enter()) {
        chain.doFilter(in, out);
      }
      whole = true;
    } catch (Throwable t) {
      running.failed(t);
      throw t;
    } finally {
      leave(whole);
    }
  }

  private void leave(boolean whole) throws IOException, ServletException {
    AsyncContext wordLeft;
    boolean goesOn;
    synchronized (this) {
      inside = false;
      wordLeft = completed;
      completed = null;
      goesOn = started && wordLeft == null;
    }
    if (!whole) {
      synchronized (this) {
        ended = true;
      }
    } else if (!goesOn) {
      refuseStrangers();
      end();
    }
    if (wordLeft != null) {
      wordLeft.complete();
    }
  }

  private void refuseStrangers() {
    if (async() == null && request.isAsyncStarted()) {
      running.abandon();
      throw new IllegalStateException(
          "SEMEL-507 the request was made asynchronous behind the filter, on a request it was not"
              + " given: nothing of it is kept. Start it on the request that the servlet got");
    }
  }

  AsyncContext startAsync(ServletRequest in, ServletResponse out) {
    SpooledRequest spooled = spooled(in);
    if (!spooled.isAsyncSupported()) {
      throw new IllegalStateException(
          ("SEMEL-507 %s answers asynchronously, and the filter, another one or the servlet is"
                  + " registered without support for that (asyncSupported)")
              .formatted(running.operation()));
    }
    AsyncContext container = spooled.containerStartAsync(in, out);
    // Sent only if the container ends the request without us.
    sent.setStatus(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    container.addListener(new HeldAsync.Through(this));
    HeldAsync context = new HeldAsync(container, this);
    synchronized (this) {
      async = context;
      started = true;
    }
    return context;
  }

  private static SpooledRequest spooled(ServletRequest request) {
    ServletRequest inner = request;
    while (!(inner instanceof SpooledRequest)) {
      if (!(inner instanceof jakarta.servlet.ServletRequestWrapper wrapper)) {
        throw new IllegalStateException(
            "SEMEL-507 asynchronous on a request that the filter did not give");
      }
      inner = wrapper.getRequest();
    }
    return (SpooledRequest) inner;
  }

  synchronized void dispatched() {
    dispatched = true;
  }

  /** The work of an asynchronous request is done. */
  void complete(AsyncContext container) {
    synchronized (this) {
      if (inside) {
        completed = container;
        return;
      }
    }
    try {
      end();
    } catch (IOException | ServletException e) {
      LOG.debug("the answer could not be sent", e);
    } finally {
      container.complete();
    }
  }

  /** The container is through with the request. */
  void over() {
    boolean abandoned;
    boolean unseen;
    synchronized (this) {
      abandoned = !ended;
      unseen = dispatched;
      ended = true;
    }
    if (abandoned && unseen) {
      LOG.error(
          "SEMEL-507 a request to {} was dispatched and did not come by the filter: map it to ASYNC"
              + " too. Nothing of it is kept",
          running.operation());
    }
    running.close();
  }

  private void end() throws IOException, ServletException {
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
    }
    HeldResponse.Failure error = held.error();
    if (error != null && running.keeps(error.status())) {
      held.beginErrorAnswer(error.status());
      errorAnswer.write(request, held, error.status(), error.message());
      error = null;
    }
    Ending ending = running.finish(held.outgoing());
    if (ending instanceof Ending.Replace replace) {
      Sending.reply(replace.reply(), sent);
    } else if (error != null) {
      held.headersOnto(sent);
      Sending.headers(((Ending.Send) ending).headers(), sent);
      sent.sendError(error.status(), error.message());
    } else {
      held.onto(sent);
      Sending.headers(((Ending.Send) ending).headers(), sent);
      Sending.body(held.getStatus(), held.body(), sent);
    }
  }
}
