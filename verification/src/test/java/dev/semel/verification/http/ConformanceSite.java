// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import dev.semel.http.Caller;
import dev.semel.http.Idempotency;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** The application of the conformance kit on a server, behind its security and our filter. */
final class ConformanceSite implements AutoCloseable {
  private final TestDatabase db;
  private final ConformanceApplication application;
  private final Ground.Site site;

  ConformanceSite(Ground ground, Server server) {
    db = server.open();
    application = new ConformanceApplication(db, offers(ground));
    site = open(ground, application);
  }

  private static String[] offers(Ground ground) {
    return switch (ground) {
      case SERVLET -> new String[] {"tab", "gzip-response"};
      case SERVLET_ASYNC, SERVLET_DISPATCH ->
          new String[] {"tab", "gzip-response", "async", "async-timeout"};
      case JDK -> new String[0];
    };
  }

  private static Ground.Site open(Ground ground, ConformanceApplication application) {
    Idempotency idempotency = application.idempotency();
    return switch (ground) {
      case SERVLET -> tomcat(idempotency, application, new SyncServlet(application));
      case SERVLET_ASYNC -> tomcat(idempotency, application, new AsyncServlet(application, false));
      case SERVLET_DISPATCH ->
          tomcat(idempotency, application, new AsyncServlet(application, true));
      case JDK ->
          new JdkSite(
              List.of(
                  new JdkSecurity(application),
                  dev.semel.http.jdk.IdempotencyFilter.of(
                      idempotency, e -> caller(e.getRequestHeaders().getFirst("Authorization")))),
              application);
    };
  }

  private static Ground.Site tomcat(
      Idempotency idempotency, ConformanceApplication application, HttpServlet servlet) {
    return new TomcatSite(
        context -> {
          security(context, application);
          dev.semel.http.servlet.IdempotencyFilter.of(
                  idempotency, request -> caller(request.getHeader("Authorization")))
              .register(context, "/*");
        },
        servlet);
  }

  private static void security(ServletContext context, ConformanceApplication application) {
    FilterRegistration.Dynamic registration =
        context.addFilter("security", new ServletSecurity(application));
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
  }

  private static Optional<Caller> caller(String authorization) {
    return Optional.of(Caller.of(ConformanceApplication.caller(authorization)));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + site.port());
  }

  @Override
  public void close() {
    application.close();
    site.close();
    db.close();
  }

  private static final class ServletSecurity extends HttpFilter {
    private static final long serialVersionUID = 1L;

    private final transient ConformanceApplication application;

    ServletSecurity(ConformanceApplication application) {
      this.application = application;
    }

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (request.getHeader("Origin") != null) {
        response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
      }
      int refusal =
          application.refusal(request.getRequestURI(), request.getHeader("Authorization"));
      if (refusal != 0) {
        response.setStatus(refusal);
      } else {
        chain.doFilter(request, response);
      }
    }
  }

  private static final class JdkSecurity extends Filter {
    private final ConformanceApplication application;

    JdkSecurity(ConformanceApplication application) {
      this.application = application;
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
      String origin = exchange.getRequestHeaders().getFirst("Origin");
      if (origin != null) {
        exchange.getResponseHeaders().set("Access-Control-Allow-Origin", origin);
      }
      int refusal =
          application.refusal(
              exchange.getRequestURI().getRawPath(),
              exchange.getRequestHeaders().getFirst("Authorization"));
      if (refusal != 0) {
        exchange.sendResponseHeaders(refusal, -1);
        exchange.close();
      } else {
        chain.doFilter(exchange);
      }
    }

    @Override
    public String description() {
      return "who calls";
    }
  }
}
