// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walk of docs/http.md, step by step. */
class PaymentsApiTest {
  private static EmbeddedPostgres postgres;
  private static HikariDataSource pool;
  private static PaymentsApi api;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    postgres = EmbeddedPostgres.start();
    pool = Databases.pooled(postgres.createDatabase("payments"));
    api = PaymentsApi.start(pool, 0);
  }

  @AfterAll
  static void stop() {
    api.close();
    pool.close();
    postgres.close();
  }

  @Test
  void the_walk_through_the_example() throws Exception {
    HttpResponse<String> first = pay("anna", "\"order-1\"", "account=7&amount=4200");
    assertThat(first.statusCode()).isEqualTo(201);
    assertThat(first.headers().firstValue("Idempotent-Replayed")).hasValue("false");

    HttpResponse<String> second = pay("anna", "order-1", "account=7&amount=4200");
    assertThat(second.statusCode()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.headers().firstValue("Location"))
        .isEqualTo(first.headers().firstValue("Location"));
    assertThat(second.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(sums()).isEqualTo("{\"payments\":1,\"sum\":4200}\n");

    HttpResponse<String> other = pay("anna", "\"order-1\"", "account=7&amount=9999");
    assertThat(other.statusCode()).isEqualTo(422);
    assertThat(other.body()).contains("\"code\":\"key-reused\"");

    assertThat(pay("bert", "\"order-1\"", "account=8&amount=100").statusCode()).isEqualTo(201);
    assertThat(pay("anna", null, "account=7&amount=1").statusCode()).isEqualTo(400);

    HttpResponse<String> failed = pay("anna", "\"order-2\"", "account=7&amount=5&fail=yes");
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.body()).contains("\"retryable\":true");
    assertThat(pay("anna", "\"order-2\"", "account=7&amount=5").statusCode()).isEqualTo(201);
    assertThat(sums()).isEqualTo("{\"payments\":3,\"sum\":4305}\n");
  }

  @Test
  void misuse_ends_with_2_and_the_usage() {
    CapturedConsole captured = new CapturedConsole();
    for (List<String> arguments :
        List.of(
            List.of("payments", "--port"),
            List.of("payments", "--port", "many"),
            List.of("payments", "--port", "65536"))) {
      assertThat(Main.run(arguments, captured.console())).isEqualTo(2);
    }
    assertThat(captured.complained()).contains("./semel payments [--port NUMBER]");
  }

  private HttpResponse<String> pay(String caller, String key, String form) throws Exception {
    HttpRequest.Builder request =
        request(caller, "/payments")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private String sums() throws Exception {
    return client.send(request("anna", "/sums").build(), BodyHandlers.ofString()).body();
  }

  private static HttpRequest.Builder request(String caller, String path) {
    String credentials =
        Base64.getEncoder().encodeToString((caller + ":secret").getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + api.port() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Basic " + credentials);
  }
}
