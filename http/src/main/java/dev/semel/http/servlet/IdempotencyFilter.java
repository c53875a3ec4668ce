// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.Key;
import dev.semel.Tx;
import dev.semel.http.Decision;
import dev.semel.http.Idempotency;
import dev.semel.http.Running;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency keys as a servlet filter. Immutable and thread-safe.
 *
 * <p>It belongs behind whatever authenticates, authorizes and counts requests, and behind what
 * answers CORS, since a replay passes them too; and before everything that does work. It must be
 * mapped to {@code REQUEST} and {@code ASYNC} and support asynchronous requests: {@link #register}
 * does so.
 */
public final class IdempotencyFilter implements Filter {
  private static final String SERVED = IdempotencyFilter.class.getName() + ".served";

  private final Idempotency idempotency;
  private final Callers callers;
  private final ErrorAnswer errorAnswer;

  private IdempotencyFilter(Idempotency idempotency, Callers callers, ErrorAnswer errorAnswer) {
    this.idempotency = Objects.requireNonNull(idempotency, "idempotency");
    this.callers = Objects.requireNonNull(callers, "callers");
    this.errorAnswer = errorAnswer;
  }

  /** A filter for an API whose callers are found like this. */
  public static IdempotencyFilter of(Idempotency idempotency, Callers callers) {
    return new IdempotencyFilter(idempotency, callers, ErrorAnswer.bare());
  }

  /** How errors that the work leaves to the container are answered where they are kept. */
  public IdempotencyFilter errorAnswer(ErrorAnswer answer) {
    return new IdempotencyFilter(idempotency, callers, Objects.requireNonNull(answer, "answer"));
  }

  /** Registers it as it must be, behind the filters that are registered by now. */
  public FilterRegistration.Dynamic register(ServletContext context, String... urlPatterns) {
    FilterRegistration.Dynamic registration = context.addFilter("semel-idempotency", this);
    if (registration == null) {
      throw new IllegalStateException("SEMEL-507 a filter semel-idempotency is there already");
    }
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC), true, urlPatterns);
    return registration;
  }

  /**
   * Looks whether the endpoints are mapped to this filter. Neither the order of filters nor the
   * dispatches they are mapped to can be seen here.
   *
   * @throws ServletException if an endpoint is not, so that nothing would protect it
   */
  @Override
  public void init(FilterConfig config) throws ServletException {
    Mappings mappings = Mappings.of(config.getServletContext());
    List<String> without =
        idempotency.paths().stream().filter(path -> !mappings.cover(path)).sorted().toList();
    if (!without.isEmpty()) {
      throw new ServletException(
          ("SEMEL-507 the filter \"%s\" is mapped to %s, so requests to %s do not come to it and"
                  + " nothing would protect them: map it to their paths, or take them out of the"
                  + " operations")
              .formatted(config.getFilterName(), mappings.patterns(), without));
    }
  }

  /**
   * The transaction of this request.
   *
   * @throws IllegalStateException if it has none
   */
  public static Tx tx(ServletRequest request) {
    return transaction(request)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "SEMEL-508 this request has no transaction of ours: it is to no operation, or"
                        + " to an untracked one, or has no key where keys are optional"));
  }

  /** The transaction of this request, if it has one. */
  public static Optional<Tx> transaction(ServletRequest request) {
    return served(request).flatMap(served -> served.running().tx());
  }

  /**
   * Makes the transaction of this request the one that the application's framework finds on this
   * thread, until it is closed: for work of an asynchronous request that is done on a thread of its
   * own, before the request is completed. Threads of the container have it already. Does nothing
   * where there is no {@link dev.semel.http.TransactionBinding} or no transaction.
   *
   * @throws IllegalStateException if the request has ended meanwhile
   */
  public static Running.Entered enter(ServletRequest request) {
    return served(request).map(served -> served.running().enter()).orElse(() -> {});
  }

  /** The work did nothing, and may be asked again with the same key: nothing of it is kept. */
  public static void retryable(ServletRequest request) {
    served(request).ifPresent(served -> served.running().retryable());
  }

  /**
   * Under which the ledger knows this request, the same for each of its attempts; empty if it is
   * not protected.
   */
  public static Optional<Key> key(ServletRequest request) {
    return served(request).map(served -> served.running().key());
  }

  /** The id of what the work made, told to who asks again when the answer itself is not kept. */
  public static void resource(ServletRequest request, String id) {
    served(request).ifPresent(served -> served.running().resource(id));
  }

  private static Optional<Served> served(ServletRequest request) {
    // A request that is over has lost its attributes, and a thread that is late must not think that
    // it never had a transaction.
    for (ServletRequest inner = request;
        inner instanceof ServletRequestWrapper wrapper;
        inner = wrapper.getRequest()) {
      if (inner instanceof SpooledRequest spooled) {
        return Optional.of(spooled.served());
      }
    }
    return Optional.ofNullable((@Nullable Served) request.getAttribute(SERVED));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Optional<Served> served = served(request);
    if (served.isPresent()) {
      if (request.getDispatcherType() == DispatcherType.ASYNC) {
        served.get().through(chain, request, response);
      } else {
        chain.doFilter(request, response);
      }
    } else if (request.getDispatcherType() == DispatcherType.REQUEST
        && request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer) {
      begin(http, answer, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void begin(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    Decision decision = idempotency.begin(new ServletIncoming(request, callers));
    if (decision instanceof Decision.Answer answer) {
      Sending.reply(answer.reply(), response);
    } else if (decision instanceof Decision.Run run) {
      Served served = new Served(run.running(), request, response, errorAnswer);
      request.setAttribute(SERVED, served);
      served.begin(chain);
    } else {
      Sending.headers(((Decision.Pass) decision).headers(), response);
      chain.doFilter(request, response);
    }
  }
}
