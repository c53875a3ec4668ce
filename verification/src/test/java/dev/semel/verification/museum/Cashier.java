// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.sql.DataSource;

/** Charges an order at a gateway and keeps books about it; a normal return acknowledges. */
interface Cashier {
  void pay(String order, long amount) throws Exception;

  /** Starts a cashier. */
  @FunctionalInterface
  interface Start {
    Cashier on(DataSource database, Gateway gateway);
  }

  /** A client of a payment gateway, as it is written with the JDK alone. */
  record Gateway(HttpClient http, URI charges) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The status of the answer; no answer is an exception. */
    int charge(String key, String order, long amount) throws IOException, InterruptedException {
      String form = "amount=" + amount + "&currency=EUR&reference=" + encoded(order);
      HttpRequest request =
          HttpRequest.newBuilder(charges)
              .timeout(PATIENCE)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Idempotency-Key", key)
              .POST(HttpRequest.BodyPublishers.ofString(form))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** Whether the gateway knows a charge with the key. */
    boolean knows(String key) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(charges + "?key=" + encoded(key)))
              .timeout(PATIENCE)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }
}
