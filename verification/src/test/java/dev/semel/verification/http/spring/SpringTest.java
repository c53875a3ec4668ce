// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Semel;
import dev.semel.http.SelfTest;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** An application of Spring Boot with Spring MVC and Spring Security, over a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpringTest {
  private static final String LOGGING = "org.springframework.boot.logging.LoggingSystem";
  private static final String SCOPE = "http:shop";
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger ids = new AtomicInteger();
  private TestDatabase db;
  private HikariDataSource pool;
  private ConfigurableApplicationContext shop;

  @BeforeAll
  void open() {
    db = Server.POSTGRESQL_18.open();
    Sql.run(db.raw(), "create table payer (name text primary key)");
    Sql.run(
        db.raw(),
        "create table charge (id text not null, amount int not null, payer text"
            + " references payer (name) deferrable initially deferred)");
    pool = db.pool(8);
    shop = start(pool, pool, Map.of());
  }

  @AfterEach
  void every_connection_came_back() {
    Eventually.holds(
        "no connection is lent", () -> pool.getHikariPoolMXBean().getActiveConnections() == 0);
  }

  @AfterAll
  void close() {
    if (shop != null) {
      shop.close();
    }
    db.close();
  }

  /** The logging of the other tests stays as it is. */
  private static ConfigurableApplicationContext start(
      DataSource application, DataSource ledger, Map<String, Object> more) {
    String before = System.getProperty(LOGGING);
    System.setProperty(LOGGING, "none");
    try {
      SpringApplication boot = new SpringApplication(ShopConfiguration.class);
      boot.setRegisterShutdownHook(false);
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put("server.port", "0");
      properties.put("server.address", "127.0.0.1");
      properties.put("spring.main.banner-mode", "off");
      properties.put("spring.mvc.formcontent.filter.enabled", "false");
      properties.putAll(more);
      boot.setDefaultProperties(properties);
      boot.addInitializers(
          context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(
                "dataSource",
                DataSource.class,
                () -> application,
                bean -> bean.setDestroyMethodName("")); // It is the test's.
            beans.registerBean("semel", Semel.class, () -> Semel.on(ledger));
          });
      return boot.run();
    } finally {
      if (before == null) {
        System.clearProperty(LOGGING);
      } else {
        System.setProperty(LOGGING, before);
      }
    }
  }

  private static String port(ConfigurableApplicationContext application) {
    return application.getEnvironment().getRequiredProperty("local.server.port");
  }

  private static String basic(String user) {
    return "Basic "
        + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
  }

  private HttpRequest.Builder to(String path, String key, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(shop) + path))
        .timeout(Duration.ofSeconds(60))
        .header("Idempotency-Key", '"' + key + '"')
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String type, String key, String body)
      throws Exception {
    return send(
        to(path, key, body).header("Authorization", basic("alice")).header("Content-Type", type));
  }

  private HttpResponse<byte[]> text(String path, String id) throws Exception {
    return post(path, "text/plain", "key-" + id, id);
  }

  private HttpResponse<byte[]> json(String key, String id, int amount) throws Exception {
    return post(
        "/charges", "application/json", key, "{\"id\":\"%s\",\"amount\":%d}".formatted(id, amount));
  }

  private String fresh() {
    return "c" + ids.incrementAndGet();
  }

  private long charges(String id) {
    return Sql.number(db.dataSource(), "select count(*) from charge where id = ?", id);
  }

  private long remembered() {
    return db.settled(SCOPE) + db.unsettled(SCOPE);
  }

  private static String replayed(HttpResponse<?> answer) {
    return answer.headers().firstValue("Idempotent-Replayed").orElse("");
  }

  private static String words(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  /** The first was executed, the second is its answer again. */
  private static void assertReplay(HttpResponse<byte[]> first, HttpResponse<byte[]> second) {
    assertThat(replayed(first)).as(words(first)).isEqualTo("false");
    assertThat(replayed(second)).as(words(second)).isEqualTo("true");
    assertThat(second.statusCode()).isEqualTo(first.statusCode());
    assertThat(second.body()).isEqualTo(first.body());
    for (String header : List.of("Content-Type", "Location")) {
      assertThat(second.headers().allValues(header)).isEqualTo(first.headers().allValues(header));
    }
  }

  @Test
  void json_is_read_by_the_handler_and_its_answer_is_replayed_byte_for_byte() throws Exception {
    String id = fresh();
    HttpResponse<byte[]> first = json("key-" + id, id, 5);
    HttpResponse<byte[]> second = json("key-" + id, id, 5);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(words(first))
        .isEqualTo("{\"id\":\"%s\",\"amount\":5,\"text\":\"für 5 €\"}".formatted(id));
    assertThat(first.headers().firstValue("Location")).contains("/charges/" + id);
    assertReplay(first, second);
    assertThat(charges(id)).isEqualTo(1);
    assertThat(charges(id + "-template")).isEqualTo(1);
  }

  @Test
  void a_cookie_is_set_once() throws Exception {
    String id = fresh();
    assertThat(json("key-" + id, id, 5).headers().firstValue("Set-Cookie"))
        .contains("session=" + id);
    HttpResponse<byte[]> second = json("key-" + id, id, 5);
    assertThat(replayed(second)).isEqualTo("true");
    assertThat(second.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void another_body_with_the_key_is_refused() throws Exception {
    String id = fresh();
    json("key-" + id, id, 5);
    HttpResponse<byte[]> other = json("key-" + id, id, 6);
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(words(other)).contains("key-reused");
    assertThat(charges(id)).isEqualTo(1);
  }

  @Test
  void two_callers_with_one_key_are_two_requests() throws Exception {
    String id = fresh();
    for (String user : List.of("alice", "bob", "alice", "bob")) {
      HttpResponse<byte[]> answer =
          send(
              to("/declined", "shared", id)
                  .header("Authorization", basic(user))
                  .header("Content-Type", "text/plain"));
      assertThat(answer.statusCode()).isEqualTo(402);
    }
    assertThat(charges(id)).isEqualTo(2);
  }

  @Test
  void a_form_is_there_as_parameters() throws Exception {
    String id = fresh();
    String type = "application/x-www-form-urlencoded";
    String body = "id=" + id + "&amount=7";
    HttpResponse<byte[]> first = post("/forms", type, "key-" + id, body);
    assertThat(first.statusCode()).isEqualTo(201);
    assertReplay(first, post("/forms", type, "key-" + id, body));
    assertThat(post("/forms", type, "key-" + id, "id=" + id + "&amount=8").statusCode())
        .isEqualTo(422);
    assertThat(charges(id)).isEqualTo(1);
  }

  private static String multipart(String boundary, String id, String file) {
    return """
        --%1$s\r
        Content-Disposition: form-data; name="id"\r
        \r
        %2$s\r
        --%1$s\r
        Content-Disposition: form-data; name="file"; filename="a.txt"\r
        Content-Type: text/plain\r
        \r
        %3$s\r
        --%1$s--\r
        """
        .formatted(boundary, id, file);
  }

  private HttpResponse<byte[]> upload(String id, String boundary, String file) throws Exception {
    return post(
        "/uploads",
        "multipart/form-data; boundary=" + boundary,
        "key-" + id,
        multipart(boundary, id, file));
  }

  @Test
  void a_multipart_form_is_there_as_parts_whatever_its_boundary() throws Exception {
    String id = fresh();
    HttpResponse<byte[]> first = upload(id, "one", "41");
    assertThat(first.statusCode()).as(words(first)).isEqualTo(201);
    assertThat(words(first)).contains("\"" + id + "-a.txt\",\"amount\":41");
    assertReplay(first, upload(id, "two", "41"));
    assertThat(upload(id, "three", "42").statusCode()).isEqualTo(422);
    assertThat(charges(id)).isEqualTo(1);
  }

  @Test
  void who_is_not_authenticated_gets_401_and_leaves_nothing() throws Exception {
    String id = fresh();
    json("key-" + id, id, 5);
    long before = remembered();
    for (String key : List.of("key-" + id, "key-stranger-" + id)) {
      HttpResponse<byte[]> stranger =
          send(to("/charges", key, "{}").header("Content-Type", "application/json"));
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(replayed(stranger)).isEmpty();
      assertThat(stranger.headers().firstValue("Idempotency-Key")).isEmpty();
    }
    assertThat(remembered()).isEqualTo(before);
  }

  private SelfTest selfTest(ConfigurableApplicationContext application) {
    return SelfTest.of(URI.create("http://127.0.0.1:" + port(application) + "/self-test"))
        .as("Authorization", basic("alice"));
  }

  @Test
  void the_self_test_passes_behind_security_and_refuses_before_it() throws Exception {
    selfTest(shop).run();
    try (var wrong = start(pool, pool, Map.of("shop.filter-order", "-200"))) {
      assertThatThrownBy(() -> selfTest(wrong).run())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("SEMEL-503");
    }
  }

  @Test
  void another_data_source_is_refused_at_the_start() {
    assertThatThrownBy(() -> start(db.pool(2), pool, Map.of()).close())
        .hasStackTraceContaining("SEMEL-502");
  }

  @Test
  void a_stream_that_was_to_be_replayed_is_refused_at_the_start() {
    assertThatThrownBy(() -> start(pool, pool, Map.of("shop.streams-declared", "false")).close())
        .hasStackTraceContaining("SEMEL-504");
  }

  @Test
  void what_was_swallowed_inside_a_transactional_method_is_no_success() throws Exception {
    String id = fresh();
    long before = remembered();
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> answer = text("/swallowed", id);
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(words(answer)).contains("not-committed");
      assertThat(answer.headers().firstValue("Location")).isEmpty();
    }
    assertThat(charges(id)).isZero();
    assertThat(remembered()).isEqualTo(before);
  }

  @Test
  void a_constraint_that_fails_at_the_commit_is_never_201() throws Exception {
    String id = fresh();
    long before = remembered();
    HttpResponse<byte[]> failed = text("/no-payer", id);
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(charges(id)).isZero();
    assertThat(remembered()).isEqualTo(before);
    Sql.run(db.dataSource(), "insert into payer (name) values ('nobody')");
    assertThat(text("/no-payer", id).statusCode()).isEqualTo(201);
    assertThat(charges(id)).isEqualTo(1);
    Sql.run(db.dataSource(), "delete from charge where id = ?", id);
    Sql.run(db.dataSource(), "delete from payer");
  }

  @Test
  void a_transaction_of_its_own_is_one() throws Exception {
    String id = fresh();
    assertThat(text("/requires-new", id).statusCode()).isEqualTo(500);
    assertThat(charges(id)).isZero();
    assertThat(charges(id + "-audit")).isEqualTo(1);
  }

  @Test
  void listeners_of_the_transaction_hear_when_it_is_true() throws Exception {
    Shop inside = shop.getBean(Shop.class);
    String id = fresh();
    assertThat(text("/listened", id).statusCode()).isEqualTo(201);
    text("/listened", id);
    assertThat(inside.heard(id)).containsExactly(id + " committed");
    assertThat(charges(id + "-before")).isEqualTo(1);
    String other = fresh();
    assertThat(text("/listened?status=500", other).statusCode()).isEqualTo(500);
    assertThat(inside.heard(other)).containsExactly(other + " rolled back");
    assertThat(charges(other)).isZero();
    assertThat(charges(other + "-before")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/deferred", "/future", "/callable"})
  void an_answer_that_comes_later_is_caught_whole(String path) throws Exception {
    String id = fresh();
    HttpResponse<byte[]> first = text(path, id);
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(words(first)).contains("für 1 €");
    assertReplay(first, text(path, id));
    assertThat(charges(id)).isEqualTo(1);
  }

  @Test
  void what_fails_on_another_thread_leaves_nothing() throws Exception {
    String id = fresh();
    long before = remembered();
    assertThat(text("/outside", id).statusCode()).isEqualTo(500);
    assertThat(text("/outside", id).statusCode()).isEqualTo(500);
    assertThat(charges(id)).isZero();
    assertThat(remembered()).isEqualTo(before);
  }

  @Test
  void what_comes_after_the_timeout_finds_no_transaction_and_no_other_either() throws Exception {
    String id = fresh();
    ShopController controller = shop.getBean(ShopController.class);
    HttpResponse<byte[]> timedOut = text("/late", id);
    assertThat(timedOut.statusCode()).isEqualTo(503);
    controller.answered.countDown();
    assertThat(controller.late.poll(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(controller.late.poll(30, TimeUnit.SECONDS))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("SEMEL-508");
    assertThat(charges(id)).isZero();
  }

  @Test
  void a_status_of_4xx_that_the_handler_threw_is_kept_with_its_effects() throws Exception {
    String id = fresh();
    HttpResponse<byte[]> first = text("/declined", id);
    assertThat(first.statusCode()).isEqualTo(402);
    assertReplay(first, text("/declined", id));
    assertThat(charges(id)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/broken", "/refused"})
  void a_status_of_5xx_and_what_nobody_caught_leave_nothing(String path) throws Exception {
    String id = fresh();
    long before = remembered();
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> answer = text(path, id);
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(replayed(answer)).isNotEqualTo("true");
    }
    assertThat(charges(id)).isZero();
    assertThat(remembered()).isEqualTo(before);
  }

  @Test
  void what_an_exception_handler_answers_is_kept_unless_the_transaction_is_doomed()
      throws Exception {
    String id = fresh();
    HttpResponse<byte[]> first = text("/handled", id);
    assertThat(first.statusCode()).isEqualTo(409);
    assertThat(words(first)).isEqualTo("{\"why\":\"refused\"}");
    assertReplay(first, text("/handled", id));
    assertThat(charges(id)).isEqualTo(1);
    String doomed = fresh();
    long before = remembered();
    for (int i = 0; i < 2; i++) {
      HttpResponse<byte[]> answer = text("/handled-in-transaction", doomed);
      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(replayed(answer)).isEqualTo("false");
    }
    assertThat(charges(doomed)).isZero();
    assertThat(remembered()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/charges | application/json | {\"id\":\"@\",\"amount\":0} | 400", // not valid
        "/charges | application/json | {not json | 400",
        "/charges | text/plain | amount | 415",
        "/forms | application/x-www-form-urlencoded | id=@ | 400", // a field is missing
        "/forms | application/x-www-form-urlencoded | id=@&amount=much | 400", // no number
        "/forms | application/x-www-form-urlencoded | id=@&amount=0 | 400", // of the method
        "/uploads | multipart/form-data; boundary=b | --b-- | 400", // no parts
      })
  void what_was_refused_before_the_handler_is_not_kept(
      String path, String type, String body, int status) throws Exception {
    String id = fresh();
    long before = remembered();
    HttpResponse<byte[]> answer = post(path, type, "key-" + id, body.replace("@", id));
    assertThat(answer.statusCode()).as(words(answer)).isEqualTo(status);
    assertThat(remembered()).isEqualTo(before);
    assertThat(json("key-" + id, id, 5).statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @Test
  void what_cannot_be_told_to_the_client_has_happened_all_the_same() throws Exception {
    String id = fresh();
    HttpRequest.Builder request =
        to("/untracked", "key-" + id, id)
            .header("Authorization", basic("alice"))
            .header("Content-Type", "text/plain")
            .header("Accept", "image/png");
    assertThat(send(request).statusCode()).isEqualTo(406);
    assertThat(send(request).statusCode()).isEqualTo(406);
    assertThat(charges(id)).as("once, since the handler had run").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/streamed", "/events"})
  void a_stream_happens_once_and_is_not_told_twice(String path) throws Exception {
    String id = fresh();
    HttpResponse<byte[]> first = text(path, id);
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(words(first)).contains("one").contains("two");
    HttpResponse<byte[]> second = text(path, id);
    assertThat(second.statusCode()).isEqualTo(410);
    assertThat(words(second)).contains("result-unavailable").contains("\"originalStatus\":200");
    assertThat(charges(id)).isEqualTo(1);
  }

  @Test
  void a_form_that_was_read_before_the_filter_is_refused_and_not_mistaken() throws Exception {
    String type = "application/x-www-form-urlencoded";
    try (var reading = start(pool, pool, Map.of("spring.mvc.formcontent.filter.enabled", "true"))) {
      for (String amount : List.of("7", "8")) {
        String id = fresh();
        HttpResponse<byte[]> answer =
            send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(reading) + "/forms"))
                    .header("Idempotency-Key", "\"put-one\"")
                    .header("Authorization", basic("alice"))
                    .header("Content-Type", type)
                    .PUT(HttpRequest.BodyPublishers.ofString("id=" + id + "&amount=" + amount)));
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(charges(id)).isZero();
      }
    }
    HttpResponse<byte[]> answer =
        send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(shop) + "/forms"))
                .header("Idempotency-Key", "\"put-one\"")
                .header("Authorization", basic("alice"))
                .header("Content-Type", type)
                .PUT(HttpRequest.BodyPublishers.ofString("id=" + fresh() + "&amount=7")));
    assertThat(answer.statusCode()).isEqualTo(201);
  }
}
