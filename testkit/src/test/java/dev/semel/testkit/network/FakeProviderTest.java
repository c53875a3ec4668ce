// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.ManualClock;
import dev.semel.testkit.OutsideEffects;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each misbehaviour by what is in the ledger and what the client hears. */
class FakeProviderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ManualClock clock = ManualClock.at("2026-03-01T10:00:00Z");
  private FakeProvider provider = FakeProvider.with().clock(clock).start();

  @AfterEach
  void stop() {
    provider.close();
  }

  private void restart(FakeProviderBuilder options) {
    provider.close();
    provider = options.clock(clock).start();
  }

  private HttpRequest post(String path, @Nullable String key, String body, Duration patience) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(provider.uri().resolve(path))
            .timeout(patience)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body));
    return (key == null ? request : request.header("Idempotency-Key", key)).build();
  }

  private HttpRequest charging(@Nullable String key, long amount, Duration patience) {
    return post("/charges", key, "amount=" + amount + "&currency=EUR", patience);
  }

  private HttpResponse<String> charge(@Nullable String key, long amount) throws Exception {
    return http.send(charging(key, amount, PATIENCE), BodyHandlers.ofString());
  }

  private HttpResponse<String> charge(String key) throws Exception {
    return charge(key, 4_200);
  }

  /** Hears nothing, and goes away once the provider holds the request. */
  private void assertGivesUp(String key) throws Exception {
    CompletableFuture<HttpResponse<String>> answer = inTheBackground(key);
    Eventually.holds("the request is held", () -> provider.held() == 1);
    assertThat(answer).isNotDone();
    answer.cancel(true);
  }

  private HttpResponse<String> refund(String id, @Nullable String key) throws Exception {
    return http.send(
        post("/charges/" + id + "/refund", key, "", PATIENCE), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(provider.uri().resolve(path)).timeout(PATIENCE).build(),
        BodyHandlers.ofString());
  }

  private Exchange lastRequest() {
    List<Exchange> requests = provider.requests();
    return requests.get(requests.size() - 1);
  }

  private void assertCharged(String key, int times) {
    assertThat(provider.charges(key)).as("charges for %s", key).hasSize(times);
  }

  @Test
  void a_charge_is_answered_and_stands_in_the_ledger() throws Exception {
    HttpResponse<String> response = charge("order-1");
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(response.body())
        .isEqualTo(
            "{\"id\":\"ch_1\",\"key\":\"order-1\",\"amount\":4200,\"currency\":\"EUR\","
                + "\"status\":\"charged\",\"at\":\"2026-03-01T10:00:00Z\"}");
    assertThat(provider.charges())
        .containsExactly(new Charge("ch_1", "order-1", 4_200, "EUR", null, clock.instant(), 0));
    OutsideEffects effects = provider;
    assertThat(effects.entries()).containsExactly("charged 4200 EUR as ch_1 for key order-1");
    assertThat(effects.name()).isEqualTo("payment provider");
    assertThat(provider.requests())
        .containsExactly(new Exchange(1, "POST", "/charges", "order-1", 201, true, false, null));
    assertThat(provider.balance("EUR")).isEqualTo(4_200);
    for (Misbehaviour misbehaviour : Misbehaviour.values()) {
      assertThat(provider.count(misbehaviour)).isZero();
    }
  }

  @Test
  void an_object_in_json_charges_as_well_and_is_escaped_in_the_answer() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(provider.uri())
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    "{\"amount\":7,\"currency\":\"USD\",\"reference\":\"a\\\"é\"}"))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(201);
    assertThat(response.body()).contains("\"reference\":\"a\\\"\\u00e9\"").doesNotContain("key");
    assertThat(provider.charges().get(0).reference()).isEqualTo("a\"é");
    assertThat(provider.entries()).containsExactly("charged 7 USD as ch_1 without a key");
  }

  @Test
  void without_a_key_every_request_is_a_charge() throws Exception {
    charge(null, 1);
    charge(null, 1);
    assertThat(provider.charges()).hasSize(2);
  }

  @Test
  void a_key_within_its_window_is_answered_byte_for_byte_without_a_charge() throws Exception {
    String first = charge("order-1").body();
    clock.advance(Duration.ofHours(24).minusNanos(1));
    HttpResponse<String> again = charge("order-1");
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first);
    assertThat(again.headers().firstValue("Idempotent-Replayed")).hasValue("true");
    assertThat(lastRequest())
        .isEqualTo(new Exchange(2, "POST", "/charges", "order-1", 201, false, true, null));
    assertCharged("order-1", 1);
  }

  @Test
  void a_key_after_its_window_is_a_second_charge() throws Exception {
    charge("order-1");
    clock.advance(Duration.ofHours(24));
    HttpResponse<String> again = charge("order-1");
    assertThat(again.body()).contains("ch_2");
    assertThat(again.headers().firstValue("Idempotent-Replayed")).isEmpty();
    assertCharged("order-1", 2);

    restart(FakeProvider.with().keyWindow(Duration.ofMinutes(1)));
    charge("order-1");
    clock.advance(Duration.ofMinutes(1));
    charge("order-1");
    assertCharged("order-1", 2);
  }

  @Test
  void a_key_with_another_request_is_refused() throws Exception {
    charge("order-1", 4_200);
    assertThat(charge("order-1", 4_201).statusCode()).isEqualTo(422);
    assertThat(refund("ch_1", "order-1").statusCode()).isEqualTo(422);
    restart(FakeProvider.with().changedRequestIsConflict());
    charge("order-1", 4_200);
    assertThat(charge("order-1", 4_201).statusCode()).isEqualTo(409);
    assertCharged("order-1", 1);
    assertThat(lastRequest().charged()).isFalse();
  }

  @Test
  void lookups_find_charges_by_key_and_by_id() throws Exception {
    assertThat(get("/charges?key=order%2B1").statusCode()).isEqualTo(404);
    String charged = charge("order+1").body();
    HttpResponse<String> found = get("/charges?key=order%2B1");
    assertThat(found.statusCode()).isEqualTo(200);
    assertThat(found.body()).isEqualTo("{\"charges\":[" + charged + "]}");
    assertThat(get("/charges/ch_1").body()).isEqualTo(charged);
    assertThat(get("/charges/ch_2").statusCode()).isEqualTo(404);
    assertThat(get("/elsewhere").statusCode()).isEqualTo(404);
    assertThat(get("/charges").statusCode()).isEqualTo(400);
    assertThat(provider.requests().get(2))
        .isEqualTo(new Exchange(3, "GET", "/charges", "order+1", 200, false, false, null));
  }

  @Test
  void lookups_lag_behind_what_happened() throws Exception {
    restart(FakeProvider.with().visibleAfter(Duration.ofSeconds(30)));
    charge("order-1");
    clock.advance(Duration.ofSeconds(30).minusNanos(1));
    assertThat(get("/charges?key=order-1").statusCode()).isEqualTo(404);
    assertThat(get("/charges/ch_1").statusCode()).isEqualTo(404);
    assertCharged("order-1", 1);
    clock.advance(Duration.ofNanos(1));
    assertThat(get("/charges?key=order-1").statusCode()).isEqualTo(200);
    assertThat(get("/charges/ch_1").statusCode()).isEqualTo(200);
  }

  @Test
  void a_refund_gives_the_money_back_once() throws Exception {
    charge("order-1");
    HttpResponse<String> refunded = refund("ch_1", "refund-1");
    assertThat(refunded.statusCode()).isEqualTo(200);
    assertThat(refunded.body()).contains("\"status\":\"refunded\"");
    assertThat(refund("ch_1", "refund-1").body()).isEqualTo(refunded.body());
    assertThat(refund("ch_1", "refund-2").statusCode()).isEqualTo(409);
    assertThat(refund("ch_1", null).statusCode()).isEqualTo(409);
    assertThat(refund("ch_7", "refund-3").statusCode()).isEqualTo(404);
    assertThat(refund("ch_7", "refund-3").statusCode()).as("not in progress").isEqualTo(404);
    assertThat(provider.balance("EUR")).isZero();
    assertThat(provider.charges().get(0).refunds()).isEqualTo(1);
    assertThat(provider.entries())
        .containsExactly("charged 4200 EUR as ch_1 for key order-1", "refunded 4200 EUR of ch_1");
    assertThat(charge("order-1").body()).as("still the first answer").contains("charged");
  }

  @Test
  void a_duplicate_refund_gives_the_money_back_twice() throws Exception {
    charge("order-1");
    provider.next(Misbehaviour.DUPLICATE_CHARGE);
    assertThat(refund("ch_1", "refund-1").statusCode()).isEqualTo(200);
    assertThat(provider.balance("EUR")).isEqualTo(-4_200);
  }

  @Test
  void a_timeout_after_charging_leaves_the_client_in_the_dark_and_the_key_known() throws Exception {
    provider.next(Misbehaviour.TIMEOUT_AFTER_CHARGING);
    assertGivesUp("order-1");
    assertCharged("order-1", 1);
    assertThat(lastRequest())
        .isEqualTo(
            new Exchange(
                1,
                "POST",
                "/charges",
                "order-1",
                0,
                true,
                false,
                Misbehaviour.TIMEOUT_AFTER_CHARGING));
    assertThat(charge("order-1").statusCode()).isEqualTo(201);
    assertCharged("order-1", 1);
    assertThat(provider.letGo()).isEqualTo(1);
    Eventually.holds("nothing is held", () -> provider.held() == 0);
    assertThat(provider.count(Misbehaviour.TIMEOUT_AFTER_CHARGING)).isEqualTo(1);
  }

  @Test
  void a_timeout_before_charging_looks_the_same_to_the_client() throws Exception {
    provider.next(Misbehaviour.TIMEOUT_BEFORE_CHARGING);
    assertGivesUp("order-1");
    assertCharged("order-1", 0);
    assertThat(provider.count(Misbehaviour.TIMEOUT_BEFORE_CHARGING)).isEqualTo(1);
    assertThat(charge("order-1").statusCode()).isEqualTo(201);
    assertCharged("order-1", 1);
  }

  @Test
  void a_client_that_never_gives_up_is_dropped_after_a_while() {
    restart(FakeProvider.with().holdsFor(Duration.ofMillis(50)));
    provider.next(Misbehaviour.TIMEOUT_AFTER_CHARGING);
    assertThatThrownBy(() -> charge("order-1"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(HttpTimeoutException.class);
    assertCharged("order-1", 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_BEFORE_CHARGING", "DROP_AFTER_CHARGING"})
  void a_dropped_connection_says_nothing_about_the_charge(Misbehaviour drop) throws Exception {
    provider.next(drop);
    assertThatThrownBy(() -> charge("order-1")).isInstanceOf(IOException.class);
    boolean charged = drop == Misbehaviour.DROP_AFTER_CHARGING;
    assertCharged("order-1", charged ? 1 : 0);
    assertThat(lastRequest())
        .isEqualTo(new Exchange(1, "POST", "/charges", "order-1", 0, charged, false, drop));
    assertThat(charge("order-1").headers().firstValue("Idempotent-Replayed").isPresent())
        .isEqualTo(charged);
    assertCharged("order-1", 1);
    assertThat(provider.count(drop)).isEqualTo(1);
  }

  @Test
  void a_client_that_sends_again_by_itself_is_seen() throws Exception {
    provider.next(Misbehaviour.DROP_AFTER_CHARGING);
    HttpURLConnection connection = (HttpURLConnection) provider.uri().toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setReadTimeout((int) PATIENCE.toMillis());
    connection.getOutputStream().write("amount=1&currency=EUR".getBytes(StandardCharsets.UTF_8));
    assertThat(connection.getResponseCode()).as("the caller sees nothing").isEqualTo(201);
    assertThat(provider.requests()).as("requests").hasSize(2);
    assertThat(provider.charges()).as("without a key that is two charges").hasSize(2);
  }

  @Test
  void a_late_success_charges_a_client_that_has_given_up_and_found_nothing() throws Exception {
    restart(FakeProvider.with().lateBy(Duration.ofMinutes(10)));
    provider.next(Misbehaviour.LATE_SUCCESS);
    assertGivesUp("order-1");
    assertThat(get("/charges?key=order-1").statusCode()).isEqualTo(404);
    assertCharged("order-1", 0);
    assertThat(provider.count(Misbehaviour.LATE_SUCCESS)).as("not yet").isZero();
    assertThat(charge("order-1").statusCode()).as("its key is in progress").isEqualTo(409);

    assertThat(provider.letGo()).isEqualTo(1);
    Eventually.holds("charged after all", () -> provider.charges("order-1").size() == 1);
    Eventually.holds("counted", () -> provider.count(Misbehaviour.LATE_SUCCESS) == 1);
    assertThat(get("/charges?key=order-1").statusCode()).isEqualTo(200);
    assertThat(charge("order-1").statusCode()).isEqualTo(201);
    assertCharged("order-1", 1);
  }

  @Test
  void a_late_success_answers_a_patient_client() throws Exception {
    restart(FakeProvider.with().lateBy(Duration.ofMillis(50)));
    provider.next(Misbehaviour.LATE_SUCCESS);
    long began = System.nanoTime();
    assertThat(charge("order-1").statusCode()).isEqualTo(201);
    assertThat(System.nanoTime() - began).isGreaterThan(Duration.ofMillis(48).toNanos());
    assertCharged("order-1", 1);
  }

  @Test
  void an_error_after_charging_is_repaired_by_a_repetition() throws Exception {
    provider.next(Misbehaviour.ERROR_AFTER_CHARGING);
    assertThat(charge("order-1").statusCode()).isEqualTo(500);
    assertCharged("order-1", 1);
    assertThat(lastRequest().charged()).isTrue();
    assertThat(charge("order-1").statusCode()).isEqualTo(201);
    assertCharged("order-1", 1);
    assertThat(provider.count(Misbehaviour.ERROR_AFTER_CHARGING)).isEqualTo(1);
  }

  @Test
  void an_error_after_charging_can_be_all_that_is_ever_heard() throws Exception {
    restart(FakeProvider.with().repeatsErrors());
    provider.next(Misbehaviour.ERROR_AFTER_CHARGING);
    String first = charge("order-1").body();
    HttpResponse<String> again = charge("order-1");
    assertThat(again.statusCode()).isEqualTo(500);
    assertThat(again.body()).isEqualTo(first);
    assertThat(get("/charges?key=order-1").statusCode()).as("only a lookup tells").isEqualTo(200);
    assertCharged("order-1", 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"ERROR_BEFORE_CHARGING", "CONFLICT", "TOO_MANY_REQUESTS"})
  void a_request_that_is_turned_away_charges_nothing(Misbehaviour wrong) throws Exception {
    provider.next(wrong);
    HttpResponse<String> response = charge("order-1");
    int expected =
        switch (wrong) {
          case CONFLICT -> 409;
          case TOO_MANY_REQUESTS -> 429;
          default -> 500;
        };
    assertThat(response.statusCode()).isEqualTo(expected);
    assertThat(response.headers().firstValue("Retry-After").isPresent())
        .isEqualTo(wrong == Misbehaviour.TOO_MANY_REQUESTS);
    assertCharged("order-1", 0);
    assertThat(charge("order-1").statusCode()).as("and the key is as new").isEqualTo(201);
    assertCharged("order-1", 1);
    assertThat(provider.count(wrong)).isEqualTo(1);
  }

  @Test
  void a_duplicate_charge_is_the_providers_own_bug_and_no_key_helps() throws Exception {
    provider.next(Misbehaviour.DUPLICATE_CHARGE);
    assertThat(charge("order-1").body()).contains("ch_1");
    assertCharged("order-1", 2);
    provider.next(Misbehaviour.DUPLICATE_CHARGE);
    assertThat(charge("order-1").body()).contains("ch_1");
    assertCharged("order-1", 3);
    assertThat(get("/charges?key=order-1").body()).contains("ch_1", "ch_2", "ch_3");
    assertThat(provider.balance("EUR")).isEqualTo(3 * 4_200);
  }

  @Test
  void a_mismatched_answer_is_about_another_charge() throws Exception {
    provider.next(Misbehaviour.MISMATCHED_ANSWER);
    assertThat(charge("order-1").body()).contains("\"id\":\"ch_91\"", "\"amount\":94200");
    assertThat(provider.charges("order-1").get(0).amount()).isEqualTo(4_200);
    assertThat(charge("order-1").body()).contains("\"id\":\"ch_1\"", "\"amount\":4200");
  }

  @Test
  void a_script_is_played_in_its_order_and_then_it_is_over() throws Exception {
    provider
        .nextWell(1)
        .next(2, Misbehaviour.ERROR_BEFORE_CHARGING)
        .next(Misbehaviour.CONFLICT, Misbehaviour.TOO_MANY_REQUESTS);
    assertThat(statuses(7)).containsExactly(201, 500, 500, 409, 429, 201, 201);
    provider.always(Misbehaviour.CONFLICT).next(Misbehaviour.ERROR_BEFORE_CHARGING);
    assertThat(statuses(3)).containsExactly(500, 409, 409);
    provider.behave();
    assertThat(statuses(1)).containsExactly(201);
  }

  private List<Integer> statuses(int requests) throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      statuses.add(charge("order-" + provider.requests().size()).statusCode());
    }
    return statuses;
  }

  @Test
  void what_is_not_understood_charges_nothing_and_takes_nothing_from_the_script() throws Exception {
    provider.next(Misbehaviour.CONFLICT);
    assertThat(send(post("/charges", "k", "amount=x", PATIENCE))).isEqualTo(400);
    assertThat(send(post("/charges", "a key", "amount=1&currency=EUR", PATIENCE))).isEqualTo(400);
    assertThat(send(post("/charges", "k".repeat(256), "amount=1&currency=EUR", PATIENCE)))
        .isEqualTo(400);
    assertThat(send(post("/charges", "k", "a".repeat(70_000), PATIENCE))).isEqualTo(400);
    assertThat(send(post("/charges/ch_1/refund", "k", "amount=1", PATIENCE))).isEqualTo(400);
    assertThat(send(post("/elsewhere", "k", "", PATIENCE))).isEqualTo(404);
    assertThat(get("/charges?key=a&key=b").statusCode()).isEqualTo(400);
    HttpRequest delete =
        HttpRequest.newBuilder(provider.uri().resolve("/charges/ch_1")).DELETE().build();
    assertThat(send(delete)).isEqualTo(405);
    assertThat(provider.charges()).isEmpty();
    assertThat(provider.requests()).hasSize(8).noneMatch(Exchange::charged);
    assertThat(provider.count(Misbehaviour.CONFLICT)).isZero();
    assertThat(charge("k").statusCode()).isEqualTo(409);
  }

  private int send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void the_same_seed_gives_the_same_misbehaviour_at_about_its_rate() throws Exception {
    Map<Misbehaviour, Double> rates =
        Map.of(
            Misbehaviour.ERROR_AFTER_CHARGING, 0.2,
            Misbehaviour.TOO_MANY_REQUESTS, 0.1,
            Misbehaviour.CONFLICT, 0.1);
    provider.randomly(42, rates);
    List<Integer> first = statuses(300);
    provider.randomly(42, rates);
    assertThat(statuses(300)).isEqualTo(first);
    provider.randomly(43, rates);
    assertThat(statuses(300)).isNotEqualTo(first);
    assertThat(provider.count(Misbehaviour.ERROR_AFTER_CHARGING)).isBetween(100L, 260L);
    assertThat(provider.count(Misbehaviour.CONFLICT)).isBetween(40L, 150L);
    assertThat(provider.count(Misbehaviour.DUPLICATE_CHARGE)).isZero();
    long charged =
        900
            - provider.count(Misbehaviour.CONFLICT)
            - provider.count(Misbehaviour.TOO_MANY_REQUESTS);
    assertThat(provider.charges()).hasSize((int) charged);
  }

  @Test
  void of_two_requests_with_a_key_at_once_one_charges_and_the_other_is_refused() throws Exception {
    restart(FakeProvider.with().lateBy(Duration.ofMinutes(10)));
    provider.next(Misbehaviour.LATE_SUCCESS);
    CompletableFuture<HttpResponse<String>> first = inTheBackground("order-1");
    Eventually.holds("the first is in progress", () -> provider.held() == 1);
    assertThat(charge("order-1").statusCode()).isEqualTo(409);
    assertThat(charge("order-1", 1).statusCode()).as("and changed, too").isEqualTo(422);
    provider.letGo();
    assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
    assertCharged("order-1", 1);
  }

  @Test
  void of_two_requests_with_a_key_at_once_one_charges_and_the_other_waits() throws Exception {
    restart(FakeProvider.with().lateBy(Duration.ofMinutes(10)).sameKeyWaits());
    provider.next(Misbehaviour.LATE_SUCCESS);
    CompletableFuture<HttpResponse<String>> first = inTheBackground("order-1");
    Eventually.holds("the first is in progress", () -> provider.held() == 1);
    CompletableFuture<HttpResponse<String>> second = inTheBackground("order-1");
    Eventually.holds("the second has come", () -> provider.requests().size() == 2);
    assertThat(second).isNotDone();
    provider.letGo();
    assertThat(second.get(30, TimeUnit.SECONDS).body())
        .isEqualTo(first.get(30, TimeUnit.SECONDS).body());
    assertCharged("order-1", 1);
  }

  private CompletableFuture<HttpResponse<String>> inTheBackground(String key) {
    return http.sendAsync(charging(key, 4_200, PATIENCE), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @EnumSource(names = {"DUPLICATE_CHARGE", "CONFLICT"})
  void many_requests_with_a_key_are_one_charge_unless_the_provider_is_broken(Misbehaviour wrong)
      throws Exception {
    restart(FakeProvider.with().sameKeyWaits());
    provider.next(wrong);
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      all.add(inTheBackground("order-1"));
    }
    Map<Integer, Integer> statuses = new java.util.TreeMap<>();
    for (CompletableFuture<HttpResponse<String>> one : all) {
      statuses.merge(one.get(30, TimeUnit.SECONDS).statusCode(), 1, Integer::sum);
    }
    assertCharged("order-1", wrong == Misbehaviour.DUPLICATE_CHARGE ? 2 : 1);
    assertThat(statuses)
        .isEqualTo(wrong == Misbehaviour.CONFLICT ? Map.of(201, 31, 409, 1) : Map.of(201, 32));
  }

  @Test
  void a_naive_client_is_caught_and_one_with_a_key_is_not() throws Exception {
    provider.always(Misbehaviour.ERROR_AFTER_CHARGING);
    for (int attempt = 0; attempt < 3; attempt++) {
      charge("attempt-" + attempt, 4_200);
      charge("order-1", 4_200);
    }
    assertThat(provider.charges()).as("a new key for each attempt").hasSize(3 + 1);
    assertCharged("order-1", 1);
    assertThat(provider.count(Misbehaviour.ERROR_AFTER_CHARGING)).isEqualTo(6);
  }

  @Test
  void close_ends_what_is_held_and_leaves_no_thread() throws Exception {
    String threads = "fake-provider-" + provider.port();
    provider.next(Misbehaviour.TIMEOUT_AFTER_CHARGING, Misbehaviour.LATE_SUCCESS);
    CompletableFuture<HttpResponse<String>> one = inTheBackground("order-1");
    Eventually.holds("one is held", () -> provider.held() == 1);
    CompletableFuture<HttpResponse<String>> two = inTheBackground("order-2");
    Eventually.holds("both are held", () -> provider.held() == 2);
    provider.close();
    assertThatThrownBy(() -> one.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> two.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain(threads);
    assertCharged("order-1", 1);
    assertCharged("order-2", 0);
    provider.close();
  }

  @Test
  void it_is_behind_the_loopback_and_can_stand_behind_a_proxy() throws Exception {
    assertThat(provider.uri().getHost()).isEqualTo("127.0.0.1");
    try (FaultProxy proxy = FaultProxy.to(provider.port())) {
      URI through = URI.create("http://127.0.0.1:" + proxy.port() + "/charges");
      ArmedFault cut = proxy.onReply("201").cutBefore();
      HttpRequest request =
          HttpRequest.newBuilder(through)
              .timeout(PATIENCE)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Idempotency-Key", "order-1")
              .POST(BodyPublishers.ofString("amount=1&currency=EUR"))
              .build();
      assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
      assertThat(cut.struck()).isEqualTo(1);
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }
    assertCharged("order-1", 1);
  }

  @Test
  void nonsense_is_refused() {
    assertThatThrownBy(() -> provider.next(0, Misbehaviour.CONFLICT))
        .hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> provider.nextWell(2_000_000)).hasMessageStartingWith("SEMEL-321");
    for (double rate : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> provider.randomly(1, Map.of(Misbehaviour.CONFLICT, rate)))
          .hasMessageStartingWith("SEMEL-321")
          .hasMessageContaining(String.valueOf(rate));
    }
    Map<Misbehaviour, Double> tooMuch = new EnumMap<>(Misbehaviour.class);
    tooMuch.put(Misbehaviour.CONFLICT, 0.6);
    tooMuch.put(Misbehaviour.LATE_SUCCESS, 0.6);
    assertThatThrownBy(() -> provider.randomly(1, tooMuch)).hasMessageContaining("1.2");
    assertThatThrownBy(() -> FakeProvider.with().keyWindow(Duration.ZERO))
        .hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> FakeProvider.with().visibleAfter(Duration.ofSeconds(-1)))
        .hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> FakeProvider.with().holdsFor(Duration.ofDays(30)))
        .hasMessageStartingWith("SEMEL-321");
  }
}
