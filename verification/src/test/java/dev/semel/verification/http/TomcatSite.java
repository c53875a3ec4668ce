// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.http.Idempotency;
import dev.semel.http.servlet.IdempotencyFilter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;

/** A Tomcat with one servlet behind the filter. */
final class TomcatSite implements Ground.Site {
  private final Tomcat tomcat = new Tomcat();

  TomcatSite(Idempotency idempotency, HttpServlet servlet) {
    this(
        context ->
            IdempotencyFilter.of(idempotency, request -> Ground.caller(request.getHeader("X-User")))
                .register(context, "/*"),
        servlet);
  }

  /** What is registered before the servlet. */
  @FunctionalInterface
  interface Filters {
    void register(ServletContext context);
  }

  TomcatSite(Filters filters, HttpServlet servlet) {
    try {
      tomcat.setBaseDir(Files.createTempDirectory("tomcat").toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("maxThreads", "80");
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    tomcat.getConnector().setProperty("compression", "on");
    tomcat.getConnector().setProperty("compressionMinSize", "0");
    tomcat.getConnector().setProperty("compressibleMimeType", "application/json");
    Context context = tomcat.addContext("", null);
    context.addServletContainerInitializer(
        (types, servletContext) -> {
          filters.register(servletContext);
          ServletRegistration.Dynamic registration = servletContext.addServlet("servlet", servlet);
          registration.setAsyncSupported(true);
          registration.addMapping("/*");
        },
        Set.of());
    try {
      tomcat.start();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  @Override
  public void close() {
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IllegalStateException(e);
    }
  }
}
