// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import com.sun.net.httpserver.HttpExchange;
import dev.semel.testkit.network.KeyWindow.Turn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Understands requests, does what they say, and gets it wrong where the script says so.
 * Thread-safe.
 */
final class Gateway {
  private static final int BODY_BYTES_MAX = 64 * 1024;
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7E]{1,255}");
  private static final Pattern ONE = Pattern.compile("/charges/([A-Za-z0-9_]{1,40})");
  private static final Pattern REFUND = Pattern.compile("/charges/([A-Za-z0-9_]{1,40})/refund");
  private static final Answer ERROR =
      Answer.error(500, "internal", "something went wrong at the provider");

  private final FakeProviderBuilder options;
  private final ProviderLedger ledger;
  private final KeyWindow keys;
  private final Holding holding;
  private final ProviderScript script;
  private final ExchangeLog log;

  Gateway(
      FakeProviderBuilder options,
      ProviderLedger ledger,
      KeyWindow keys,
      Holding holding,
      ProviderScript script,
      ExchangeLog log) {
    this.options = options;
    this.ledger = ledger;
    this.keys = keys;
    this.holding = holding;
    this.script = script;
    this.log = log;
  }

  /** One request on its way. */
  private record Request(
      int number, String method, String path, @Nullable String key, HttpExchange http) {}

  /** Where nothing was answered, closing the exchange closes the connection. */
  void serve(HttpExchange http) throws IOException {
    try (http) {
      understand(http);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The provider is being closed.
    }
  }

  private void understand(HttpExchange http) throws IOException, InterruptedException {
    String method = http.getRequestMethod();
    String path = String.valueOf(http.getRequestURI().getRawPath());
    String key = null;
    Request request = null;
    try {
      try {
        key = method.equals("POST") ? sentKey(http) : wantedKey(http);
      } finally {
        request = new Request(log.came(method, path, key), method, path, key, http);
      }
      if (method.equals("POST")) {
        post(request);
      } else {
        answer(request, lookup(request));
      }
    } catch (BadRequest e) {
      answer(request, Answer.error(400, "bad_request", String.valueOf(e.getMessage())));
    }
  }

  private static @Nullable String sentKey(HttpExchange http) throws BadRequest {
    List<String> keys = http.getRequestHeaders().get("Idempotency-Key");
    if (keys == null) {
      return null;
    }
    if (keys.size() > 1 || !KEY.matcher(keys.get(0)).matches()) {
      throw new BadRequest("Idempotency-Key must be one, of 1 to 255 visible ASCII characters");
    }
    return keys.get(0);
  }

  private static @Nullable String wantedKey(HttpExchange http) throws BadRequest {
    String query = http.getRequestURI().getRawQuery();
    return query == null ? null : (String) ChargeRequest.form(query).get("key");
  }

  private Answer lookup(Request request) {
    if (!request.method().equals("GET")) {
      return Answer.error(405, "method_not_allowed", "only GET and POST are understood");
    }
    Matcher one = ONE.matcher(request.path());
    if (one.matches()) {
      return ledger.visible().stream()
          .filter(charge -> charge.id().equals(one.group(1)))
          .findFirst()
          .map(charge -> new Answer(200, charge.toJson()))
          .orElseGet(Gateway::notFound);
    }
    return request.path().equals("/charges") ? lookup(request.key()) : notFound();
  }

  private Answer lookup(@Nullable String key) {
    if (key == null) {
      return Answer.error(400, "bad_request", "say which: GET /charges?key=...");
    }
    List<String> found =
        ledger.visible().stream()
            .filter(charge -> key.equals(charge.key()))
            .map(Charge::toJson)
            .toList();
    return found.isEmpty()
        ? notFound()
        : new Answer(200, "{\"charges\":[" + String.join(",", found) + "]}");
  }

  private static Answer notFound() {
    return Answer.error(404, "not_found", "there is no such thing, or it is not visible yet");
  }

  private void post(Request request) throws IOException, InterruptedException, BadRequest {
    Order order = order(request);
    if (order == null) {
      answer(request, notFound());
      return;
    }
    Misbehaviour wrong = script.take();
    if (wrong != null && wrong.isBefore()) {
      turnAway(request, wrong);
      return;
    }
    Turn turn = keys.begin(request.key(), order.request());
    switch (turn.kind()) {
      case GOES_ON -> first(request, order, wrong);
      case ANSWERED -> again(request, order, Objects.requireNonNull(turn.answer()), wrong);
      case ANOTHER_REQUEST ->
          answer(
              request,
              Answer.error(
                  options.changedRequestStatus(),
                  "key_reused",
                  "this key came with another request before"));
      case IN_PROGRESS ->
          answer(
              request, Answer.error(409, "in_progress", "a request with this key is in progress"));
    }
  }

  private @Nullable Order order(Request request) throws IOException, BadRequest {
    byte[] body = request.http().getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
    if (body.length > BODY_BYTES_MAX) {
      throw new BadRequest("the body is larger than " + BODY_BYTES_MAX + " bytes");
    }
    Matcher refund = REFUND.matcher(request.path());
    if (refund.matches()) {
      if (body.length > 0) {
        throw new BadRequest("a refund has no body: it is always of the whole charge");
      }
      String id = refund.group(1);
      return new Order("refund " + id, again -> ledger.refund(id, again));
    }
    if (!request.path().equals("/charges")) {
      return null;
    }
    var charge =
        ChargeRequest.read(request.http().getRequestHeaders().getFirst("Content-Type"), body);
    return new Order(charge.toString(), again -> ledger.charge(request.key(), charge));
  }

  private void turnAway(Request request, Misbehaviour wrong)
      throws IOException, InterruptedException {
    log.went(request.number(), wrong);
    switch (wrong) {
      case TIMEOUT_BEFORE_CHARGING -> holding.stay(options.heldFor());
      case ERROR_BEFORE_CHARGING -> answer(request, ERROR);
      case CONFLICT ->
          answer(
              request, Answer.error(409, "in_progress", "a request with this key is in progress"));
      case TOO_MANY_REQUESTS -> {
        request.http().getResponseHeaders().set("Retry-After", "1");
        answer(request, Answer.error(429, "too_many_requests", "try again after a second"));
      }
      default -> {} // Dropped.
    }
  }

  /** Nobody has come with this key before, or there is none. */
  private void first(Request request, Order order, @Nullable Misbehaviour wrong)
      throws IOException, InterruptedException {
    Answer truth;
    boolean settled = false;
    try {
      if (wrong == Misbehaviour.LATE_SUCCESS) {
        holding.stay(options.lateBy());
      }
      truth = order.doing().run(false);
      if (truth.isSuccess()) {
        log.note(request.number(), Exchange::afterCharging);
        boolean repeatsError =
            wrong == Misbehaviour.ERROR_AFTER_CHARGING && options.isRepeatingErrors();
        keys.settle(request.key(), repeatsError ? ERROR : truth);
        settled = true;
      }
    } finally {
      if (!settled) {
        keys.release(request.key());
      }
    }
    if (settled) {
      respond(request, order, truth, wrong);
    } else {
      answer(request, truth);
    }
  }

  /** It was done before, and this is what was answered then. */
  private void again(Request request, Order order, Answer before, @Nullable Misbehaviour wrong)
      throws IOException, InterruptedException {
    if (wrong == Misbehaviour.LATE_SUCCESS) {
      holding.stay(options.lateBy());
    }
    log.note(request.number(), Exchange::afterReplaying);
    request.http().getResponseHeaders().set("Idempotent-Replayed", "true");
    respond(request, order, before, wrong);
  }

  private void respond(Request request, Order order, Answer truth, @Nullable Misbehaviour wrong)
      throws IOException, InterruptedException {
    if (wrong == null) {
      answer(request, truth);
      return;
    }
    if (wrong == Misbehaviour.DUPLICATE_CHARGE) {
      order.doing().run(true);
      log.note(request.number(), Exchange::afterCharging);
    }
    log.went(request.number(), wrong);
    switch (wrong) {
      case TIMEOUT_AFTER_CHARGING -> holding.stay(options.heldFor());
      case DROP_AFTER_CHARGING -> {}
      case ERROR_AFTER_CHARGING -> answer(request, ERROR);
      case MISMATCHED_ANSWER -> answer(request, ofAnother(truth));
      default -> answer(request, truth);
    }
  }

  private static Answer ofAnother(Answer truth) {
    String body =
        truth
            .body()
            .replaceFirst("\"id\":\"ch_", "\"id\":\"ch_9")
            .replaceFirst("\"amount\":", "\"amount\":9");
    return new Answer(truth.status(), body);
  }

  private void answer(Request request, Answer answer) throws IOException {
    log.note(request.number(), exchange -> exchange.answered(answer.status()));
    byte[] body = answer.body().getBytes(StandardCharsets.US_ASCII);
    HttpExchange http = request.http();
    http.getResponseHeaders().set("Content-Type", "application/json");
    http.sendResponseHeaders(answer.status(), body.length);
    http.getResponseBody().write(body);
  }
}
