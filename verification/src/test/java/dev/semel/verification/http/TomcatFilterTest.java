// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Semel;
import dev.semel.http.Idempotency;
import dev.semel.http.Operation;
import dev.semel.http.servlet.IdempotencyFilter;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a servlet can do, on a real Tomcat. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TomcatFilterTest {
  private final List<Ground.Site> sites = new ArrayList<>();
  private TestDatabase db;
  private Idempotency idempotency;

  @BeforeAll
  void open() {
    db = Server.H2.open();
    idempotency =
        Idempotency.on(Semel.on(db.dataSource()))
            .named("tomcat")
            .operation("POST", "/work", Operation.named("work"))
            .operation("POST", "/large", Operation.named("large").bodyBytesMax(60_000_000))
            .operation("POST", "/short", Operation.named("short").heldBytesMax(100_000))
            .operation(
                "POST",
                "/short-untracked",
                Operation.named("short-untracked")
                    .untracked(Duration.ofMinutes(1))
                    .heldBytesMax(100_000))
            .build();
  }

  @AfterEach
  void stop() {
    sites.forEach(Ground.Site::close);
    sites.clear();
  }

  @AfterAll
  void close() {
    db.close();
  }

  @FunctionalInterface
  private interface Service {
    void on(HttpServletRequest request, HttpServletResponse response)
        throws ServletException, IOException;
  }

  private static HttpServlet servlet(Service service) {
    return new HttpServlet() {
      private static final long serialVersionUID = 1L;

      @Override
      protected void service(HttpServletRequest request, HttpServletResponse response)
          throws ServletException, IOException {
        service.on(request, response);
      }
    };
  }

  private Http serving(Service service) {
    Ground.Site site = new TomcatSite(idempotency, servlet(service));
    sites.add(site);
    return new Http(site.port());
  }

  private void effect(HttpServletRequest request, String id) throws ServletException {
    try {
      db.insertEffect(IdempotencyFilter.tx(request).connection(), id, "effect");
    } catch (java.sql.SQLException e) {
      throw new ServletException(e);
    }
  }

  private static String fresh() {
    return Http.key().replace("\"", "");
  }

  private static void assertSame(HttpResponse<String> first, HttpResponse<String> second) {
    assertThat(second.statusCode()).isEqualTo(first.statusCode());
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().allValues("Content-Type"))
        .isEqualTo(first.headers().allValues("Content-Type"));
    assertThat(Http.replayed(first)).isEqualTo("false");
    assertThat(Http.replayed(second)).isEqualTo("true");
  }

  @Test
  void a_form_is_there_as_parameters_as_text_and_as_a_stream() throws Exception {
    Http http =
        serving(
            (request, response) -> {
              String all =
                  request.getParameter("a")
                      + String.join("|", request.getParameterValues("b"))
                      + request.getParameterMap().keySet()
                      + request.getReader().readLine()
                      + new String(request.getInputStream().readAllBytes());
              response.setContentType("text/plain");
              response.setCharacterEncoding("UTF-8");
              response.getWriter().print(all);
            });
    String key = Http.key();
    HttpRequest.Builder request =
        http.request("/work?b=q", key, "a=%C3%BC+1&b=2")
            .setHeader("Content-Type", "application/x-www-form-urlencoded");
    HttpResponse<String> first = http.send(request);
    assertThat(first.body()).isEqualTo("ü 1q|2[b, a]a=%C3%BC+1&b=2a=%C3%BC+1&b=2");
    assertSame(first, http.send(request));
  }

  @Test
  void parts_are_there_and_another_boundary_is_the_same_request() throws Exception {
    Http http =
        serving(
            (request, response) -> {
              StringBuilder all = new StringBuilder(request.getParameter("field"));
              for (Part part : request.getParts()) {
                all.append('|').append(part.getName()).append(',');
                all.append(part.getSubmittedFileName()).append(',').append(part.getSize());
                try (InputStream in = part.getInputStream()) {
                  all.append(',').append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
              }
              response.setContentType("text/plain;charset=utf-8");
              response.getOutputStream().write(all.toString().getBytes(StandardCharsets.UTF_8));
            });
    String key = Http.key();
    HttpResponse<String> first = http.send(multipart(http, key, "aaa"));
    assertThat(first.body()).isEqualTo("wört|field,null,5,wört|file,a\"b.txt,7,x\r\n--y\n");
    assertSame(first, http.send(multipart(http, key, "bbb")));
  }

  private static HttpRequest.Builder multipart(Http http, String key, String boundary) {
    String body =
        "--@\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\nwört\r\n--@\r\n"
            + "Content-Disposition: form-data; name=\"file\"; filename=\"a\\\"b.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\nx\r\n--y\n\r\n--@--\r\n";
    return http.request("/work", key, body.replace("@", boundary))
        .setHeader("Content-Type", "multipart/form-data; boundary=\"" + boundary + '"');
  }

  @Test
  void a_redirect_a_writer_and_a_flush_are_replayed_as_they_were() throws Exception {
    for (Service service :
        List.<Service>of(
            (request, response) -> response.sendRedirect("/there"),
            (request, response) -> {
              response.setContentType("text/html");
              response.getWriter().print("é");
            },
            (request, response) -> {
              response.setStatus(202);
              response.getOutputStream().print("a");
              response.flushBuffer();
              response.setStatus(500);
              response.getOutputStream().print("b");
            },
            (request, response) -> {
              response.setStatus(418);
              response.getWriter().print("forgotten");
              response.reset();
              response.getOutputStream().print("kept");
            })) {
      Http http = serving(service);
      String key = Http.key();
      HttpResponse<String> first = http.post("/work", key, "b");
      HttpResponse<String> second = http.post("/work", key, "b");
      assertSame(first, second);
      assertThat(second.headers().allValues("Location"))
          .isEqualTo(first.headers().allValues("Location"));
    }
  }

  @Test
  void an_error_left_to_the_container_is_kept_if_it_is_one_of_the_client() throws Exception {
    String id = fresh();
    Http http =
        serving(
            (request, response) -> {
              effect(request, id);
              response.sendError(Integer.parseInt(request.getQueryString()), "a message");
            });
    String key = Http.key();
    HttpResponse<String> first = http.post("/work?404", key, "b");
    assertThat(first.statusCode()).isEqualTo(404);
    assertSame(first, http.post("/work?404", key, "b"));
    assertThat(db.effects(id)).hasSize(1);
    HttpResponse<String> broken = http.post("/work?503", Http.key(), "b");
    assertThat(broken.statusCode()).isEqualTo(503);
    assertThat(broken.body()).contains("<html");
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void the_applications_own_answer_to_errors_is_kept_too() throws Exception {
    Ground.Site site =
        new TomcatSite(
            context ->
                IdempotencyFilter.of(
                        idempotency, request -> Ground.caller(request.getHeader("X-User")))
                    .errorAnswer(
                        (request, response, status, message) -> {
                          response.setContentType("application/json");
                          response
                              .getWriter()
                              .print("{\"at\":" + System.nanoTime() + "}" + status + message);
                        })
                    .register(context, "/*"),
            servlet((request, response) -> response.sendError(409, "because")));
    sites.add(site);
    Http http = new Http(site.port());
    String key = Http.key();
    HttpResponse<String> first = http.post("/work", key, "b");
    assertThat(first.body()).startsWith("{\"at\":").endsWith("}409because");
    assertSame(first, http.post("/work", key, "b"));
  }

  @Test
  void a_timeout_nobody_listens_to_fences_the_work() throws Exception {
    String id = fresh();
    AtomicReference<Throwable> late = new AtomicReference<>();
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch seen = new CountDownLatch(1);
    Http http =
        serving(
            (request, response) -> {
              effect(request, id);
              AsyncContext async = request.startAsync();
              async.setTimeout(300);
              Thread zombie =
                  new Thread(
                      () -> {
                        try {
                          assertThat(seen.await(30, TimeUnit.SECONDS)).isTrue();
                          effect(request, id);
                          async.complete();
                        } catch (Throwable t) {
                          late.set(t);
                        }
                        over.countDown();
                      });
              zombie.setDaemon(true);
              zombie.start();
            });
    String key = Http.key();
    HttpResponse<String> response = http.post("/work", key, "b");
    assertThat(response.statusCode()).isEqualTo(500);
    seen.countDown();
    assertThat(over.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(late.get()).isNotNull();
    assertThat(db.effects(id)).isEmpty();
  }

  @Test
  void who_listens_to_a_timeout_answers_through_us() throws Exception {
    String id = fresh();
    Http http =
        serving(
            (request, response) -> {
              effect(request, id);
              AsyncContext async = request.startAsync();
              async.setTimeout(200);
              async.addListener(new Answering(response));
            });
    String key = Http.key();
    HttpResponse<String> first = http.post("/work", key, "b");
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.body()).isEqualTo("later");
    assertSame(first, http.post("/work", key, "b"));
    assertThat(db.effects(id)).hasSize(1);
  }

  /** Ends the request when it takes too long. */
  private record Answering(HttpServletResponse response) implements AsyncListener {
    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      response.setStatus(202);
      response.getOutputStream().print("later");
      event.getAsyncContext().complete();
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  @Test
  void a_dispatch_that_does_not_come_by_the_filter_is_no_success() throws Exception {
    String id = fresh();
    Ground.Site site =
        new TomcatSite(
            context -> {
              FilterRegistration.Dynamic registration =
                  context.addFilter(
                      "half",
                      IdempotencyFilter.of(
                          idempotency, request -> Ground.caller(request.getHeader("X-User"))));
              registration.setAsyncSupported(true);
              registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
            },
            servlet(
                (request, response) -> {
                  if (request.getDispatcherType() == DispatcherType.ASYNC) {
                    response.setStatus(201);
                    response.getOutputStream().print("done");
                  } else {
                    effect(request, id);
                    request.startAsync(request, response).dispatch();
                  }
                }));
    sites.add(site);
    Http http = new Http(site.port());
    HttpResponse<String> response = http.post("/work", Http.key(), "b");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(db.effects(id)).isEmpty();
  }

  @Test
  void a_client_that_goes_away_changes_nothing() throws Exception {
    String id = fresh();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Http http =
        serving(
            (request, response) -> {
              inside.countDown();
              try {
                assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new ServletException(e);
              }
              effect(request, id);
              response.getOutputStream().print("x".repeat(20_000));
            });
    String key = Http.key();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
      socket.setSoLinger(true, 0);
      socket
          .getOutputStream()
          .write(
              ("POST /work HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-User: alice\r\n"
                      + "Content-Type: text/plain\r\nContent-Length: 1\r\nIdempotency-Key: %s\r\n\r\nb")
                  .formatted(http.port(), key)
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    }
    go.countDown();
    Eventually.holds("the effect is there", () -> db.effects(id).size() == 1);
    HttpResponse<String> second = http.post("/work", key, "b");
    assertThat(Http.replayed(second)).isEqualTo("true");
    assertThat(second.body()).hasSize(20_000);
    assertThat(db.effects(id)).hasSize(1);
  }

  @Test
  void what_would_end_a_header_line_does_not() throws Exception {
    Http http = serving((request, response) -> response.setHeader("Location", "/a\r\nX-Evil: 1"));
    String key = Http.key();
    HttpResponse<String> first = http.post("/work", key, "b");
    HttpResponse<String> second = http.post("/work", key, "b");
    assertThat(first.headers().firstValue("X-Evil")).isEmpty();
    assertThat(second.headers().firstValue("X-Evil")).isEmpty();
    assertThat(second.headers().firstValue("Location")).hasValue("/a  X-Evil: 1");
  }

  @Test
  void a_body_of_50_megabytes_is_not_held_in_memory() throws Exception {
    AtomicReference<Long> read = new AtomicReference<>(0L);
    Http http =
        serving(
            (request, response) -> {
              long length = 0;
              byte[] chunk = new byte[8192];
              try (InputStream in = request.getInputStream()) {
                for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                  length += n;
                }
              }
              read.set(length);
              response.getOutputStream().print("read");
            });
    byte[] megabyte = new byte[1_000_000];
    String key = Http.key();
    long before = allocated();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /large HTTP/1.1\r\nHost: x\r\nX-User: alice\r\nConnection: close\r\n"
                      + "Content-Length: 50000000\r\nIdempotency-Key: %s\r\n\r\n")
                  .formatted(key)
                  .getBytes(StandardCharsets.US_ASCII));
      for (int i = 0; i < 50; i++) {
        socket.getOutputStream().write(megabyte);
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(answer);
      assertThat(answer.toString(StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200");
    }
    assertThat(read.get()).isEqualTo(50_000_000L);
    assertThat(allocated() - before).as("bytes allocated by all threads").isLessThan(20_000_000L);
  }

  /** By all threads that live now, so that a collection in between hides nothing. */
  private static long allocated() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }

  @Test
  void a_body_that_trickles_is_given_up() throws Exception {
    Idempotency hurried =
        Idempotency.on(Semel.on(db.dataSource()))
            .named("hurried")
            .operation("POST", "/work", Operation.named("work").bodyTimeMax(Duration.ofMillis(300)))
            .build();
    Ground.Site site = new TomcatSite(hurried, servlet((request, response) -> {}));
    sites.add(site);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("POST /work HTTP/1.1\r\nHost: x\r\nX-User: alice\r\nConnection: close\r\n"
                      + "Content-Length: 1000\r\nIdempotency-Key: %s\r\n\r\n")
                  .formatted(Http.key())
                  .getBytes(StandardCharsets.US_ASCII));
      Thread drip =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 900; i++) {
                    socket.getOutputStream().write('x');
                    TimeUnit.MILLISECONDS.sleep(20);
                  }
                } catch (IOException | InterruptedException e) {
                  // The server has closed, which is what this is for.
                }
              });
      drip.setDaemon(true);
      drip.start();
      byte[] answer = socket.getInputStream().readNBytes(12);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
    }
  }

  @Test
  void an_answer_of_50_megabytes_is_not_held_in_memory() throws Exception {
    byte[] megabyte = new byte[1_000_000];
    Http http =
        serving(
            (request, response) -> {
              for (int i = 0; i < 50; i++) {
                response.getOutputStream().write(megabyte);
              }
            });
    long before = allocated();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /work HTTP/1.1\r\nHost: x\r\nX-User: alice\r\nConnection: close\r\n"
                      + "Content-Length: 0\r\nIdempotency-Key: %s\r\n\r\n")
                  .formatted(Http.key())
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] chunk = new byte[8192];
      long length = 0;
      for (int n = socket.getInputStream().read(chunk);
          n >= 0;
          n = socket.getInputStream().read(chunk)) {
        length += n;
      }
      assertThat(length).isGreaterThan(50_000_000L);
    }
    assertThat(allocated() - before).as("bytes allocated by all threads").isLessThan(20_000_000L);
  }

  @Test
  void a_writer_that_swallows_that_the_answer_is_too_large_ends_in_no_success() throws Exception {
    String id = fresh();
    Http http =
        serving(
            (request, response) -> {
              if (IdempotencyFilter.transaction(request).isPresent()) {
                effect(request, id);
              } else {
                Sql.run(db.raw(), "insert into effect (id, what) values ('%s', 'x')".formatted(id));
              }
              response.setStatus(201);
              response.setHeader("Location", "/made");
              response.getWriter().print("x".repeat(200_000));
            });
    String key = Http.key();
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> refused = http.post("/short", key, "b");
      assertThat(refused.statusCode()).isEqualTo(500);
      assertThat(refused.body()).contains("\"code\":\"response-too-large\"");
      assertThat(db.effects(id)).isEmpty();
    }
    String other = Http.key();
    HttpResponse<String> happened = http.post("/short-untracked", other, "b");
    assertThat(happened.statusCode()).isEqualTo(500);
    assertThat(happened.body()).contains("\"code\":\"response-too-large\"");
    HttpResponse<String> second = http.post("/short-untracked", other, "b");
    assertThat(second.statusCode()).isEqualTo(410);
    assertThat(second.body()).contains("\"originalStatus\":201").contains("\"/made\"");
    assertThat(db.effects(id)).hasSize(1);
  }

  /** Who reads before us, and what it hides of the request. */
  private Http behind(Service before, String hidden) {
    HttpFilter filter =
        new HttpFilter() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doFilter(
              HttpServletRequest request, HttpServletResponse response, FilterChain chain)
              throws IOException, ServletException {
            before.on(request, response);
            chain.doFilter(hiding(request, hidden), response);
          }
        };
    Ground.Site site =
        new TomcatSite(
            context -> {
              context
                  .addFilter("before", filter)
                  .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
              IdempotencyFilter.of(
                      idempotency, request -> Ground.caller(request.getHeader("X-User")))
                  .register(context, "/*");
            },
            servlet((request, response) -> response.setStatus(201)));
    sites.add(site);
    return new Http(site.port());
  }

  private static HttpServletRequest hiding(HttpServletRequest request, String hidden) {
    return new HttpServletRequestWrapper(request) {
      @Override
      public Enumeration<String> getHeaders(String name) {
        return name.equalsIgnoreCase(hidden)
            ? Collections.emptyEnumeration()
            : super.getHeaders(name);
      }

      @Override
      public long getContentLengthLong() {
        return hidden.equals("Content-Length") ? -1 : super.getContentLengthLong();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"some", "all", "all of it in chunks", "its reader", "a form", "a form *"})
  void a_body_that_somebody_has_read_of_is_noticed(String what) throws Exception {
    Http http = behind(reading(what), what.equals("a form *") ? "Content-Length" : "-");
    HttpRequest.Builder request = http.request("/work?q=1", Http.key(), "a=1&b=2");
    if (what.startsWith("a form")) {
      request.setHeader("Content-Type", "application/x-www-form-urlencoded");
    } else if (what.endsWith("chunks")) {
      request.POST(
          HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofString("chunks")));
    }
    assertReadBefore(http.send(request));
  }

  private static Service reading(String what) {
    return (request, response) -> {
      switch (what) {
        case "some" -> assertThat(request.getInputStream().read()).isEqualTo('a');
        case "its reader" -> assertThat(request.getReader().ready()).isTrue();
        case "a form", "a form *" -> assertThat(request.getParameter("a")).isEqualTo("1");
        default -> assertThat(request.getInputStream().readAllBytes()).isNotEmpty();
      }
    };
  }

  @Test
  void a_form_without_fields_is_none_that_was_read() throws Exception {
    Service asking = (request, response) -> assertThat(request.getParameter("q")).isEqualTo("1");
    for (String hidden : List.of("-", "Content-Length")) {
      Http http = behind(asking, hidden);
      HttpResponse<String> good =
          http.send(
              http.request("/work?q=1", Http.key(), "")
                  .setHeader("Content-Type", "application/x-www-form-urlencoded"));
      assertThat(good.statusCode()).isEqualTo(201);
    }
  }

  private static void assertReadBefore(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body())
        .contains("\"code\":\"body-read-before\"")
        .contains("\"retryable\":false");
  }

  @Test
  void a_filter_that_is_mapped_beside_its_endpoints_does_not_start() throws Exception {
    for (String[] patterns : new String[][] {{"/other/*"}, {"/work", "/large", "/short"}}) {
      Throwable refused = started(404, patterns);
      assertThat(refused).as(String.join(" ", patterns)).isInstanceOf(ServletException.class);
      assertThat(refused)
          .hasMessageStartingWith("SEMEL-507 the filter \"semel-idempotency\" is mapped to [")
          .hasMessageContaining("/short-untracked");
    }
    assertThat(started(201, "/work", "/large", "/short/*", "/short-untracked")).isNull();
  }

  /** What the filter says when it is started; the container answers with this status then. */
  private Throwable started(int status, String... patterns) throws Exception {
    AtomicReference<Throwable> said = new AtomicReference<>();
    Ground.Site site =
        new TomcatSite(
            context -> {
              IdempotencyFilter filter =
                  IdempotencyFilter.of(idempotency, request -> Ground.caller("alice"));
              filter.register(context, patterns);
              try {
                filter.init(new Config(context));
              } catch (ServletException e) {
                said.set(e);
              }
            },
            servlet((request, response) -> response.setStatus(201)));
    sites.add(site);
    assertThat(new Http(site.port()).post("/work", Http.key(), "b").statusCode()).isEqualTo(status);
    return said.get();
  }

  /** As the container gives it. */
  private record Config(ServletContext context) implements FilterConfig {
    @Override
    public String getFilterName() {
      return "semel-idempotency";
    }

    @Override
    public ServletContext getServletContext() {
      return context;
    }

    @Override
    public String getInitParameter(String name) {
      return null;
    }

    @Override
    public Enumeration<String> getInitParameterNames() {
      return Collections.emptyEnumeration();
    }
  }

  @Test
  void asynchronous_work_behind_a_filter_that_cannot_is_refused_and_says_why() throws Exception {
    String id = fresh();
    AtomicReference<String> said = new AtomicReference<>();
    Ground.Site site =
        new TomcatSite(
            context ->
                IdempotencyFilter.of(
                        idempotency, request -> Ground.caller(request.getHeader("X-User")))
                    .register(context, "/*")
                    .setAsyncSupported(false),
            servlet(
                (request, response) -> {
                  effect(request, id);
                  try {
                    request.startAsync();
                  } catch (IllegalStateException e) {
                    said.set(e.getMessage());
                    throw e;
                  }
                }));
    sites.add(site);
    Http http = new Http(site.port());
    assertThat(http.post("/work", Http.key(), "b").statusCode()).isEqualTo(500);
    assertThat(said.get()).startsWith("SEMEL-507").contains("asyncSupported").contains("work");
    assertThat(db.effects(id)).isEmpty();
  }
}
