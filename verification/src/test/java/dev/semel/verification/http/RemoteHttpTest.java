// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.Codec;
import dev.semel.Semel;
import dev.semel.http.client.HttpAnswer;
import dev.semel.http.client.HttpCallBuilder;
import dev.semel.http.client.HttpCalls;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteEffectBuilder;
import dev.semel.remote.RemoteFailureException;
import dev.semel.remote.RemoteOutcome;
import dev.semel.testkit.network.Exchange;
import dev.semel.testkit.network.FakeProvider;
import dev.semel.testkit.network.Misbehaviour;
import dev.semel.verification.databases.PostgresServers;
import dev.semel.verification.databases.TestDatabase;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Charges at a gateway that misbehaves, on PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RemoteHttpTest {
  private static final Codec<byte[]> FORM = Codec.bytes("application/x-www-form-urlencoded");
  private static final byte[] ORDER =
      "amount=4200&currency=EUR".getBytes(StandardCharsets.US_ASCII);
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");

  private final HttpCalls calls = HttpCalls.with(HttpClient.newHttpClient());
  private int effects;
  private TestDatabase db;
  private Semel semel;
  private FakeProvider provider;

  @BeforeAll
  void open() {
    db = PostgresServers.forgetfulDatabase();
    semel = Semel.with(db.dataSource()).waitingUpTo(Duration.ofSeconds(30)).build();
  }

  @AfterAll
  void close() {
    db.close();
  }

  @BeforeEach
  void start() {
    provider =
        FakeProvider.with().holdsFor(Duration.ofSeconds(3)).lateBy(Duration.ofSeconds(3)).start();
  }

  @AfterEach
  void stop() {
    provider.close();
  }

  private static @Nullable String id(HttpAnswer answer) {
    Matcher id = ID.matcher(answer.text());
    return id.find() ? id.group(1) : null;
  }

  private HttpCallBuilder<byte[]> post() {
    return calls.post(provider.uri(), FORM).timeout(Duration.ofSeconds(1));
  }

  private RemoteEffectBuilder<byte[], String> charge() {
    return RemoteEffect.named("charge-" + ++effects, FORM, Codec.text())
        .call(post().giving(RemoteHttpTest::id))
        .timeout(Duration.ofSeconds(2))
        .pausing(Duration.ofMillis(20), Duration.ofMillis(200));
  }

  private RemoteEffectBuilder<byte[], String> lookingUp(RemoteEffectBuilder<byte[], String> to) {
    return to.lookup(
        calls
            .get(key -> URI.create(provider.uri() + "?key=" + key))
            .timeout(Duration.ofSeconds(1))
            .happened(RemoteHttpTest::id),
        Duration.ZERO);
  }

  private void assertChargedOnce(RemoteEffect<byte[], String> charge) {
    String id = semel.remote().once(charge, "order-1", ORDER);
    assertThat(provider.charges()).hasSize(1);
    assertThat(provider.charges(charge.gatewayKey("order-1")).get(0).id()).isEqualTo(id);
    assertThat(semel.remote().once(charge, "order-1", ORDER)).isEqualTo(id);
    assertThat(provider.balance("EUR")).isEqualTo(4200);
  }

  /** Those in which the gateway is wrong about itself are no matter of its caller. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DUPLICATE_CHARGE", "MISMATCHED_ANSWER"})
  void a_gateway_that_knows_its_keys_charges_once(Misbehaviour misbehaviour) {
    provider.next(misbehaviour);
    assertChargedOnce(charge().idempotentFor(Duration.ofHours(24)).build());
    assertThat(provider.count(misbehaviour)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"DUPLICATE_CHARGE", "MISMATCHED_ANSWER"})
  void one_that_can_be_asked_too_charges_once(Misbehaviour misbehaviour) {
    provider.next(misbehaviour);
    assertChargedOnce(lookingUp(charge().idempotentFor(Duration.ofHours(24))).build());
    assertThat(provider.count(misbehaviour)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"DROP_AFTER_CHARGING", "ERROR_AFTER_CHARGING", "TIMEOUT_AFTER_CHARGING"})
  void one_that_can_only_be_asked_is_asked_and_never_sent_to_again(Misbehaviour misbehaviour) {
    provider.next(misbehaviour);
    assertChargedOnce(lookingUp(charge()).build());
    assertThat(posts()).isEqualTo(1);
  }

  private long posts() {
    return provider.requests().stream().filter(made -> made.method().equals("POST")).count();
  }

  @Test
  void a_run_of_misfortunes_charges_once() {
    provider.next(
        Misbehaviour.ERROR_BEFORE_CHARGING,
        Misbehaviour.DROP_BEFORE_CHARGING,
        Misbehaviour.DROP_AFTER_CHARGING,
        Misbehaviour.CONFLICT);
    assertChargedOnce(charge().idempotentFor(Duration.ofHours(24)).build());
    assertThat(posts()).isEqualTo(5);
    assertThat(provider.requests()).extracting(Exchange::key).doesNotContainNull();
  }

  @Test
  void a_key_that_stands_for_another_charge_there_waits_for_a_person() throws Exception {
    RemoteEffect<byte[], String> charge = charge().idempotentFor(Duration.ofHours(24)).build();
    assertThat(charged(charge.gatewayKey("order-1"), "amount=1&currency=EUR")).isEqualTo(201);
    for (int i = 0; i < 2; i++) {
      assertThat(semel.remote().attempt(charge, "order-1", ORDER))
          .isInstanceOf(RemoteOutcome.Parked.class);
    }
    assertThat(posts()).isEqualTo(2);
    assertThat(provider.charges()).hasSize(1);
  }

  private int charged(@Nullable String key, String body) throws Exception {
    HttpURLConnection connection = (HttpURLConnection) provider.uri().toURL().openConnection();
    connection.setConnectTimeout(10_000);
    connection.setReadTimeout(10_000);
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", FORM.contentType());
    if (key != null) {
      connection.setRequestProperty("Idempotency-Key", key);
    }
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body.getBytes(StandardCharsets.US_ASCII));
    }
    return connection.getResponseCode();
  }

  @Test
  void what_the_gateway_does_not_understand_has_not_happened() {
    RemoteEffect<byte[], String> charge = charge().idempotentFor(Duration.ofHours(24)).build();
    assertThatThrownBy(() -> semel.remote().once(charge, "order-1", new byte[] {'x'}))
        .isInstanceOf(RemoteFailureException.class)
        .hasMessageContaining("it was answered 400");
    assertThat(provider.charges()).isEmpty();
  }

  @Test
  void what_did_not_reach_the_gateway_is_sent_when_it_is_there() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port + "/charges");
    List<URI> ways = new java.util.concurrent.CopyOnWriteArrayList<>(List.of(nobody, nobody));
    RemoteEffect<byte[], String> charge =
        charge()
            .neverRepeat()
            .call(
                calls
                    .post(
                        (byte[] request) -> ways.isEmpty() ? provider.uri() : ways.remove(0), FORM)
                    .giving(RemoteHttpTest::id))
            .build();
    assertChargedOnce(charge);
    assertThat(ways).isEmpty();
  }

  /** A gateway that knows no keys, and two clients of the JDK. */
  @Test
  void a_client_that_repeats_by_itself_charges_twice_and_ours_does_not() throws Exception {
    RemoteEffect<byte[], String> charge =
        charge()
            .neverRepeat()
            .call(post().keyHeader("Nobody-Knows-This").giving(RemoteHttpTest::id))
            .build();
    provider.next(Misbehaviour.DROP_AFTER_CHARGING);
    assertThat(semel.remote().attempt(charge, "order-1", ORDER))
        .isInstanceOf(RemoteOutcome.Parked.class);
    assertThat(provider.charges()).hasSize(1);
    provider.next(Misbehaviour.DROP_AFTER_CHARGING);
    assertThat(charged(null, "amount=4200&currency=EUR")).isEqualTo(201);
    assertThat(provider.charges()).as("one before, and two by one call").hasSize(3);
  }
}
