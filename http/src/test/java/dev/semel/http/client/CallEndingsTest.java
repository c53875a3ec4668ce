// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.semel.Codec;
import dev.semel.remote.Call;
import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of what an end means, row by row, over real sockets. */
@Timeout(60)
class CallEndingsTest {
  private static final Codec<String> JSON =
      new Codec<>() {
        @Override
        public String contentType() {
          return "application/json";
        }

        @Override
        public byte[] encode(String text) {
          return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(String storedAs, byte[] bytes) {
          return new String(bytes, StandardCharsets.UTF_8);
        }
      };
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(700);

  @TempDir static Path folder;
  private static SSLContext tls;

  @BeforeAll
  static void certify() throws Exception {
    tls = Certificate.in(folder);
  }

  private static HttpClient.Builder client() {
    return HttpClient.newBuilder().sslContext(tls);
  }

  private static Call frozen(String body, Duration timeLeft) {
    return new Call("key-1", "order-1", 1, body.getBytes(StandardCharsets.UTF_8), timeLeft);
  }

  private static String call(
      HttpClient client, URI uri, Duration timeLeft, UnaryOperator<HttpCallBuilder<String>> more)
      throws Exception {
    return more.apply(HttpCalls.with(client).post(uri, JSON))
        .<String>giving(HttpAnswer::text)
        .call(frozen("{\"amount\":42}", timeLeft), "ignored");
  }

  private static CallException ending(HttpClient client, URI uri, Duration timeLeft) {
    return catchThrowableOfType(
        CallException.class, () -> call(client, uri, timeLeft, choices -> choices));
  }

  private static CallException ending(URI uri) {
    return ending(client().build(), uri, LONG);
  }

  private static CallException ending(OtherSide.Way way) throws Exception {
    try (OtherSide side = OtherSide.that(way)) {
      return ending(side.uri());
    }
  }

  // What is sent

  @ParameterizedTest
  @EnumSource
  void what_is_sent_are_the_frozen_bytes_with_the_key(HttpClient.Version version) throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(201, "", "receipt"))) {
      HttpClient client = client().version(version).build();
      String receipt =
          call(client, side.uri(), LONG, choices -> choices.header("Authorization", "me"));
      assertThat(receipt).isEqualTo("receipt");
      assertThat(side.requests()).hasSize(1);
      assertThat(side.requests().get(0))
          .startsWith("POST /charges HTTP/1.1\r\n")
          .contains("\r\nIdempotency-Key: key-1\r\n")
          .contains("\r\nContent-Type: application/json\r\n")
          .contains("\r\nAuthorization: me\r\n")
          .endsWith("\r\n\r\n{\"amount\":42}");
    }
  }

  @Test
  void the_key_goes_where_the_gateway_wants_it() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(201, "", "receipt"))) {
      String unused =
          call(client().build(), side.uri(), LONG, c -> c.keyHeader("Request-Id").keyInQuotes());
      assertThat(side.requests().get(0))
          .contains("\r\nRequest-Id: \"key-1\"\r\n")
          .doesNotContain("Idempotency-Key");
    }
  }

  // Statuses

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "400, FAILED",
    "402, FAILED",
    "422, FAILED",
    "401, NOT_EXECUTED",
    "403, NOT_EXECUTED",
    "404, NOT_EXECUTED",
    "405, NOT_EXECUTED",
    "413, NOT_EXECUTED",
    "415, NOT_EXECUTED",
    "429, NOT_EXECUTED",
    "408, AMBIGUOUS",
    "500, AMBIGUOUS",
    "502, AMBIGUOUS",
    "503, AMBIGUOUS",
    "504, AMBIGUOUS",
    "409, STILL_RUNNING",
    "301, AMBIGUOUS",
    "307, AMBIGUOUS",
    "410, AMBIGUOUS",
    "418, AMBIGUOUS",
    "599, AMBIGUOUS"
  })
  void a_status_means(int status, Ending ending) throws Exception {
    try (OtherSide side =
        OtherSide.that(OtherSide.answering(status, "Location: /elsewhere\r\n", "no"))) {
      CallException said = ending(side.uri());
      assertThat(said.ending()).isEqualTo(ending);
      assertThat(said.words()).isEqualTo("it was answered " + status);
      assertThat(said.retryAfter()).isEmpty();
      assertThat(side.connections()).isEqualTo(1);
    }
  }

  @Test
  void a_status_can_mean_something_else() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(202, "", "accepted"))) {
      HttpEndings endings = HttpEndings.standard().with(202, Ending.STILL_RUNNING);
      assertThat(
              catchThrowableOfType(
                      CallException.class,
                      () -> call(client().build(), side.uri(), LONG, c -> c.endings(endings)))
                  .ending())
          .isEqualTo(Ending.STILL_RUNNING);
      assertThat(call(client().build(), side.uri(), LONG, c -> c)).isEqualTo("accepted");
    }
  }

  @ParameterizedTest(name = "{0} with ''{1}''")
  @CsvSource({
    "429, Retry-After: 7, 7",
    "409, Retry-After: 3, 3",
    "503, Retry-After: 0, 0",
    "503, Retry-After: 86400, 3600",
    "429, Retry-After: 99999999999999999999, 3600",
    "429, 'Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:50:07 GMT', 30",
    "409, 'Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: Sun, 06 Nov 1994 08:49:07 GMT', 0",
    "429, 'Retry-After: Sun, 06 Nov 1994 08:50:07 GMT', ",
    "429, Retry-After: soon, ",
    "429, Retry-After: -1, "
  })
  void who_says_when_to_come_again_is_heard(int status, String headers, Long seconds)
      throws Exception {
    CallException said = ending(OtherSide.answering(status, headers + "\r\n", ""));
    assertThat(said.retryAfter().map(Duration::toSeconds).orElse(null)).isEqualTo(seconds);
  }

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({
    "422, '{\"error\":\"key_reused\"}', MISMATCH",
    "400, '{\"error\":{\"type\":\"idempotency_error\",\"message\":\"\"}}', MISMATCH",
    "409, '{\"error\":{\"type\":\"idempotency_error\"}}', MISMATCH",
    "422, '{\"type\":\"urn:semel:http#key-reused\"}', MISMATCH",
    "422, '{\"title\":\"Idempotency-Key is already used\"}', MISMATCH",
    "400, '{\"type\":\"idempotency_error\",\"code\":\"idempotency_key_in_use\"}', STILL_RUNNING",
    "409, '{\"type\":\"idempotency_error\",\"code\":\"idempotency_key_in_use\"}', STILL_RUNNING",
    "409, '{\"title\":\"A request is outstanding for this Idempotency-Key\"}', STILL_RUNNING",
    "422, '{\"error\":\"card_declined\"}', FAILED",
    "402, '{\"error\":\"idempotency_error\"}', FAILED",
    "500, '{\"error\":\"idempotency_error\"}', AMBIGUOUS"
  })
  void an_answer_about_the_key_means(int status, String body, Ending ending) throws Exception {
    CallException said =
        ending(OtherSide.answering(status, "Content-Type: application/problem+json\r\n", body));
    assertThat(said.ending()).isEqualTo(ending);
    assertThat(said.words()).isEqualTo("it was answered " + status);
  }

  @Test
  void a_gateway_that_says_it_in_its_own_way_can_be_understood() throws Exception {
    HttpEndings endings =
        HttpEndings.standard().mismatchWhen(answer -> answer.text().equals("other"));
    try (OtherSide side = OtherSide.that(OtherSide.answering(400, "", "other"))) {
      assertThat(
              catchThrowableOfType(
                      CallException.class,
                      () -> call(client().build(), side.uri(), LONG, c -> c.endings(endings)))
                  .ending())
          .isEqualTo(Ending.MISMATCH);
    }
  }

  // Nothing left us

  @Test
  void a_name_nobody_has_is_not_sent() {
    assertThat(ending(URI.create("http://name.invalid/charges")).ending())
        .isEqualTo(Ending.NOT_SENT);
  }

  @Test
  void a_refused_connection_is_not_sent() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    assertThat(ending(URI.create("http://127.0.0.1:" + port + "/charges")).ending())
        .isEqualTo(Ending.NOT_SENT);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_connection_that_takes_too_long_is_not_sent(boolean byTheClient) throws Exception {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (int i = 0; i < 20 && enters(full, queue); i++) {
        assertThat(i).as("the queue of the server fills up").isLessThan(19);
      }
      HttpClient client = byTheClient ? client().connectTimeout(SHORT).build() : client().build();
      CallException said =
          ending(
              client,
              URI.create("http://127.0.0.1:" + full.getLocalPort() + "/"),
              byTheClient ? LONG : SHORT);
      assertThat(said.ending()).isEqualTo(Ending.NOT_SENT);
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }

  private static boolean enters(ServerSocket full, List<Socket> queue) throws Exception {
    Socket socket = new Socket();
    try {
      socket.connect(full.getLocalSocketAddress(), 300);
      queue.add(socket);
      return true;
    } catch (SocketTimeoutException e) {
      socket.close();
      return false;
    }
  }

  @Test
  void a_server_that_does_not_speak_tls_is_not_sent() throws Exception {
    try (OtherSide side =
        OtherSide.that(
            (self, socket) -> {
              assertThat(socket.getInputStream().read()).isPositive();
              socket.getOutputStream().write("HTTP/1.1 400 X\r\n\r\n".getBytes(US));
            })) {
      assertThat(ending(side.uri("https")).ending()).isEqualTo(Ending.NOT_SENT);
    }
  }

  private static final java.nio.charset.Charset US = StandardCharsets.US_ASCII;

  @Test
  void a_handshake_that_is_cut_off_is_not_sent() throws Exception {
    try (OtherSide side =
        OtherSide.that((self, socket) -> assertThat(socket.getInputStream().read()).isPositive())) {
      assertThat(ending(side.uri("https")).ending()).isEqualTo(Ending.NOT_SENT);
    }
  }

  @Test
  void a_certificate_nobody_trusts_is_not_sent() throws Exception {
    try (OtherSide side =
        OtherSide.overTls(tls, "http/1.1", OtherSide.answering(200, "", "receipt"))) {
      assertThat(ending(HttpClient.newHttpClient(), side.uri(), LONG).ending())
          .isEqualTo(Ending.NOT_SENT);
      assertThat(side.requests()).isEmpty();
    }
  }

  @Test
  void a_thread_that_was_interrupted_before_sends_nothing() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "receipt"))) {
      Thread.currentThread().interrupt();
      CallException said = ending(side.uri());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(said.ending()).isEqualTo(Ending.NOT_SENT);
      assertThat(side.connections()).isZero();
    }
  }

  @Test
  void without_time_or_a_header_that_can_be_made_nothing_is_sent() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "receipt"))) {
      assertThat(ending(client().build(), side.uri(), Duration.ZERO).ending())
          .isEqualTo(Ending.NOT_SENT);
      CallException said =
          catchThrowableOfType(
              CallException.class,
              () ->
                  call(
                      client().build(),
                      side.uri(),
                      LONG,
                      c ->
                          c.header(
                              "Authorization",
                              () -> {
                                throw new IllegalStateException("a secret");
                              })));
      assertThat(said.ending()).isEqualTo(Ending.NOT_SENT);
      assertThat(said.words()).doesNotContain("a secret");
      assertThat(side.connections()).isZero();
    }
  }

  // Nobody can tell

  private static void reset(Socket socket) throws Exception {
    socket.setSoLinger(true, 0);
  }

  @Test
  void no_answer_in_time_is_ambiguous() throws Exception {
    try (OtherSide side = OtherSide.that(CallEndingsTest::hang)) {
      assertThat(ending(client().build(), side.uri(), SHORT).ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(side.requests()).hasSize(1);
    }
  }

  private static void hang(OtherSide side, Socket socket) throws Exception {
    side.read(socket);
    int unused = socket.getInputStream().read();
  }

  @Test
  void the_shorter_of_both_times_holds() throws Exception {
    try (OtherSide side = OtherSide.that(CallEndingsTest::hang)) {
      CallException said =
          catchThrowableOfType(
              CallException.class,
              () -> call(client().build(), side.uri(), Duration.ofDays(1), c -> c.timeout(SHORT)));
      assertThat(said.ending()).isEqualTo(Ending.AMBIGUOUS);
    }
  }

  @Test
  void a_close_after_the_request_is_ambiguous() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide::read)) {
      assertThat(ending(side.uri()).ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(side.requests()).hasSize(1);
    }
  }

  @Test
  void a_reset_after_the_request_is_ambiguous() throws Exception {
    try (OtherSide side =
        OtherSide.that(
            (self, socket) -> {
              self.read(socket);
              reset(socket);
            })) {
      assertThat(ending(side.uri()).ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(side.requests()).hasSize(1);
    }
  }

  @Test
  void a_close_after_the_request_is_ambiguous_over_tls_too() throws Exception {
    try (OtherSide side = OtherSide.overTls(tls, "http/1.1", OtherSide::read)) {
      assertThat(ending(side.uri()).ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(side.requests()).hasSize(1);
    }
  }

  @Test
  void no_answer_in_time_is_ambiguous_over_tls_too() throws Exception {
    try (OtherSide side = OtherSide.overTls(tls, "http/1.1", CallEndingsTest::hang)) {
      assertThat(ending(client().build(), side.uri(), Duration.ofSeconds(3)).ending())
          .isEqualTo(Ending.AMBIGUOUS);
      assertThat(side.requests()).hasSize(1);
    }
  }

  @Test
  void a_write_that_breaks_off_is_ambiguous() throws Exception {
    try (OtherSide side =
        OtherSide.that(
            (self, socket) -> {
              socket.getInputStream().readNBytes(10_000);
              reset(socket);
            })) {
      CallException said =
          catchThrowableOfType(
              CallException.class,
              () ->
                  HttpCalls.with(client().build())
                      .post(side.uri(), JSON)
                      .<String>giving(HttpAnswer::text)
                      .call(frozen("x".repeat(20_000_000), LONG), ""));
      assertThat(said.ending()).isEqualTo(Ending.AMBIGUOUS);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 20",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nreceipt",
        "nonsense\r\n\r\n"
      })
  void half_an_answer_is_ambiguous(String half) throws Exception {
    assertThat(ending(OtherSide.answering(half)).ending()).isEqualTo(Ending.AMBIGUOUS);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 429})
  void an_answer_that_drips_is_ambiguous_and_is_cut_off(int status) throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (OtherSide side =
        OtherSide.that(
            (self, socket) -> {
              self.read(socket);
              OutputStream out = socket.getOutputStream();
              out.write(
                  ("HTTP/1.1 " + status + " X\r\nContent-Length: 99999\r\n\r\n").getBytes(US));
              socket.setSoTimeout(50);
              drip(socket, out, cut);
            })) {
      assertThat(ending(client().build(), side.uri(), SHORT).ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(cut.await(10, TimeUnit.SECONDS)).as("the connection was given up").isTrue();
    }
  }

  private static void drip(Socket socket, OutputStream out, CountDownLatch cut) {
    try {
      InputStream in = socket.getInputStream();
      for (int i = 0; i < 10_000; i++) {
        out.write('x');
        try {
          if (in.read() < 0) {
            break;
          }
        } catch (SocketTimeoutException e) {
          continue;
        }
      }
    } catch (Exception e) {
      cut.countDown();
      return;
    }
    cut.countDown();
  }

  @Test
  void an_answer_that_is_too_large_is_ambiguous() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "x".repeat(1_001)))) {
      assertThat(
              catchThrowableOfType(
                      CallException.class,
                      () -> call(client().build(), side.uri(), LONG, c -> c.answerBytesMax(1_000)))
                  .ending())
          .isEqualTo(Ending.AMBIGUOUS);
      assertThat(call(client().build(), side.uri(), LONG, c -> c.answerBytesMax(1_001)))
          .hasSize(1_001);
    }
  }

  @ParameterizedTest
  @CsvSource({"422, AMBIGUOUS", "401, NOT_EXECUTED"})
  void a_refusal_too_large_to_be_read_is_taken_for_none_unless_its_status_is_enough(
      int status, Ending ending) throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(status, "", "x".repeat(100_000)))) {
      assertThat(
              catchThrowableOfType(
                      CallException.class,
                      () -> call(client().build(), side.uri(), LONG, c -> c.answerBytesMax(10)))
                  .ending())
          .isEqualTo(ending);
    }
  }

  @Test
  void a_success_that_cannot_be_read_or_has_no_reference_is_ambiguous() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "receipt"))) {
      HttpCallBuilder<String> post = HttpCalls.with(client().build()).post(side.uri(), JSON);
      Reading<String> broken =
          answer -> {
            throw new IllegalStateException("a secret");
          };
      Reading<String> none = answer -> null;
      Reading<String> declined =
          answer -> {
            throw CallException.of(Ending.FAILED, "declined");
          };
      assertThat(ended(post.giving(broken)).ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(ended(post.giving(broken)).words()).doesNotContain("a secret");
      assertThat(ended(post.giving(none)).ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(ended(post.<String>giving(HttpAnswer::text, result -> null)).ending())
          .isEqualTo(Ending.AMBIGUOUS);
      assertThat(ended(post.<String>giving(HttpAnswer::text, result -> " ")).ending())
          .isEqualTo(Ending.AMBIGUOUS);
      assertThat(ended(post.giving(declined)).ending()).isEqualTo(Ending.FAILED);
      assertThat(
              post.<String>giving(HttpAnswer::text, result -> "ch_1").call(frozen("{}", LONG), ""))
          .isEqualTo("receipt");
    }
  }

  private static CallException ended(
      dev.semel.remote.RemoteFunctions.Calling<String, String> calling) {
    return catchThrowableOfType(
        CallException.class, () -> calling.call(frozen("{}", LONG), "ignored"));
  }

  @Test
  void a_thread_that_is_interrupted_after_the_write_is_ambiguous_and_stays_interrupted()
      throws Exception {
    Thread caller = Thread.currentThread();
    try (OtherSide side =
        OtherSide.that(
            (self, socket) -> {
              self.read(socket);
              caller.interrupt();
              int unused = socket.getInputStream().read();
            })) {
      CallException said = ending(side.uri());
      assertThat(Thread.interrupted()).isTrue();
      assertThat(said.ending()).isEqualTo(Ending.AMBIGUOUS);
    }
  }

  /** Plain bytes amid what is encrypted: the JDK says no more than that it is about TLS. */
  @ParameterizedTest
  @ValueSource(strings = {"{}", ""})
  void tls_that_breaks_after_the_request_is_ambiguous(String body) throws Exception {
    try (OtherSide side =
        OtherSide.that(
            (self, socket) -> {
              SSLSocket secured =
                  (SSLSocket) tls.getSocketFactory().createSocket(socket, null, 0, false);
              secured.setUseClientMode(false);
              self.read(secured);
              socket.getOutputStream().write("HTTP/1.1 200 X\r\n\r\n".getBytes(US));
            })) {
      CallException said =
          catchThrowableOfType(
              CallException.class,
              () ->
                  HttpCalls.with(client().build())
                      .post(side.uri("https"), JSON)
                      .<String>giving(HttpAnswer::text)
                      .call(frozen(body, LONG), ""));
      assertThat(said.ending()).isEqualTo(Ending.AMBIGUOUS);
      assertThat(said.getCause().getCause()).isInstanceOf(SSLException.class);
      assertThat(side.requests()).hasSize(1);
    }
  }

  @Test
  void no_connection_after_the_body_was_given_away_is_a_second_one() {
    HttpEndings endings = HttpEndings.standard();
    assertThat(endings.of(new ConnectException(), HttpEndings.Left.SOME))
        .isEqualTo(Ending.AMBIGUOUS);
    assertThat(endings.of(new ConnectException(), HttpEndings.Left.NOT_KNOWN))
        .isEqualTo(Ending.NOT_SENT);
    assertThat(endings.of(new ConnectException(), HttpEndings.Left.NOTHING))
        .isEqualTo(Ending.NOT_SENT);
  }

  @Test
  void what_was_taken_back_is_given_to_nobody() throws Exception {
    try (OtherSide side = OtherSide.that(OtherSide.answering(200, "", "receipt"))) {
      WatchedBody body = new WatchedBody(new byte[] {'x'});
      assertThat(body.takeBack()).isEqualTo(HttpEndings.Left.NOTHING);
      assertThatThrownBy(
              () ->
                  Transport.of(client().build())
                      .send(HttpRequest.newBuilder(side.uri()).POST(body), LONG))
          .isInstanceOf(IOException.class);
      assertThat(side.requests()).noneMatch(request -> request.endsWith("x"));
      HttpEndings endings = HttpEndings.standard();
      HttpTimeoutException late = new HttpTimeoutException("late");
      assertThat(endings.of(late, HttpEndings.Left.NOTHING)).isEqualTo(Ending.NOT_SENT);
      assertThat(endings.of(late, HttpEndings.Left.NOT_KNOWN)).isEqualTo(Ending.AMBIGUOUS);
      assertThat(endings.of(late, HttpEndings.Left.SOME)).isEqualTo(Ending.AMBIGUOUS);
    }
  }

  /** As one would that our checks do not know of. */
  @Test
  void a_client_that_repeats_gets_no_bytes_to_repeat() throws Exception {
    try (OtherSide elsewhere = OtherSide.that(OtherSide.answering(200, "", "receipt"));
        OtherSide side =
            OtherSide.that(OtherSide.answering(307, "Location: " + elsewhere.uri() + "\r\n", ""))) {
      HttpClient follower = client().followRedirects(HttpClient.Redirect.ALWAYS).build();
      Transport transport = Transport.of(follower);
      WatchedBody body = new WatchedBody(new byte[] {'x'});
      assertThatThrownBy(() -> transport.send(HttpRequest.newBuilder(side.uri()).POST(body), LONG))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("once more");
      assertThat(body.takeBack()).isEqualTo(HttpEndings.Left.SOME);
      assertThat(side.requests()).hasSize(1);
      assertThat(elsewhere.requests()).noneMatch(request -> request.endsWith("x"));
    }
  }

  // HTTP/2

  private static final byte[] REFUSED_STREAM = {0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 7};
  private static final byte[] INTERNAL_ERROR = {0, 0, 4, 3, 0, 0, 0, 0, 1, 0, 0, 0, 2};
  private static final byte[] GOAWAY_BELOW = {0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  private static CallException http2(byte[] frame) throws Exception {
    try (OtherSide side =
        OtherSide.overTls(
            tls,
            "h2",
            (self, socket) -> {
              InputStream in = socket.getInputStream();
              in.readNBytes(24);
              socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
              byte[] head = new byte[9];
              do {
                assertThat(in.readNBytes(head, 0, 9)).isEqualTo(9);
                in.skipNBytes((head[0] & 255) << 16 | (head[1] & 255) << 8 | head[2] & 255);
              } while (head[3] != 1);
              socket.getOutputStream().write(frame);
              in.readAllBytes();
            })) {
      return ending(client().build(), side.uri(), Duration.ofSeconds(5));
    }
  }

  @Test
  void a_refused_stream_is_not_sent() throws Exception {
    assertThat(http2(REFUSED_STREAM).ending()).isEqualTo(Ending.NOT_SENT);
  }

  @Test
  void another_end_of_a_stream_is_ambiguous() throws Exception {
    assertThat(http2(INTERNAL_ERROR).ending()).isEqualTo(Ending.AMBIGUOUS);
  }

  /** The JDK does not say below which stream. */
  @Test
  void a_connection_that_goes_away_is_ambiguous() throws Exception {
    assertThat(http2(GOAWAY_BELOW).ending()).isEqualTo(Ending.AMBIGUOUS);
  }
}
