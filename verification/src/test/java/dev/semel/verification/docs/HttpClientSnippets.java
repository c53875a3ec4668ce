// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.Codec;
import dev.semel.Semel;
import dev.semel.http.client.HttpAnswer;
import dev.semel.http.client.HttpCalls;
import dev.semel.http.client.HttpEndings;
import dev.semel.http.client.SendsOnce;
import dev.semel.remote.Ending;
import dev.semel.remote.RemoteEffect;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

/** The code in the document of the HTTP client. Compiled; what it shows is run by its tests. */
final class HttpClientSnippets {
  /** What the application has of its own. */
  interface Receipts {
    Receipt read(HttpAnswer answer);
  }

  /** What is bought. */
  record Order(String id) {}

  /** What a gateway gives for it. */
  record Receipt(String id) {}

  // tag::call[]
  RemoteEffect<Order, Receipt> charge(
      HttpCalls calls, Codec<Order> orders, Codec<Receipt> results, Receipts receipts) {
    URI charges = URI.create("https://pay.example/charges");
    return RemoteEffect.named("charge", orders, results)
        .call(
            calls
                .post(charges, orders) // the frozen bytes, one time for each attempt
                .keyHeader("Idempotency-Key")
                .header("Authorization", () -> "Bearer " + token())
                .timeout(Duration.ofSeconds(20))
                .giving(receipts::read, Receipt::id)) // without an id it is ambiguous
        .idempotentFor(Duration.ofHours(24))
        .lookup(
            calls.get(key -> URI.create(charges + "?key=" + key)).happened(receipts::read),
            Duration.ofSeconds(5))
        .build();
  }

  Receipt pay(Semel semel, RemoteEffect<Order, Receipt> charge, Order order) {
    return semel.remote().once(charge, order.id(), order);
  }

  // end::call[]

  static String token() {
    return "";
  }

  // tag::endings[]
  HttpEndings ofThisGateway() {
    return HttpEndings.standard()
        .with(202, Ending.STILL_RUNNING) // accepted, and not decided
        .with(503, Ending.NOT_EXECUTED) // it promises so
        .mismatchWhen(answer -> answer.status() == 422 && answer.text().contains("\"E-77\""));
  }

  // end::endings[]

  // tag::once[]
  void atStartUp(Client client) throws IOException, InterruptedException {
    SendsOnce.check(uri -> client.post(uri, "x")); // OkHttp, Apache, HttpURLConnection ...
  }

  // end::once[]

  /** Any client. */
  interface Client {
    void post(URI uri, String body) throws IOException;
  }

  static HttpCalls calls() {
    return HttpCalls.with(HttpClient.newHttpClient());
  }
}
