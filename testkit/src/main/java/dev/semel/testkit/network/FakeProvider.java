// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.semel.testkit.OutsideEffects;
import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A payment gateway on the loopback that charges and refunds, keeps a ledger of what really
 * happened, and misbehaves as the test says.
 *
 * <pre>{@code
 * try (FakeProvider provider = FakeProvider.start()) {
 *   provider.next(Misbehaviour.DROP_AFTER_CHARGING);
 *   pay(provider.uri(), "order-42", 4_200);             // the code under test, which must not give up
 *   assertThat(provider.charges("order-42")).hasSize(1); // nor charge twice
 *   assertThat(provider.count(Misbehaviour.DROP_AFTER_CHARGING)).isEqualTo(1);
 * }
 * }</pre>
 *
 * <p><b>What it understands.</b>
 *
 * <ul>
 *   <li>{@code POST /charges} with a form ({@code amount=4200&currency=EUR&reference=order-42}) or
 *       the same fields as a flat JSON object; {@code amount} is a whole number of the smallest
 *       unit, {@code reference} may be left out. It is answered 201 with a JSON object of {@code
 *       id}, {@code key}, {@code amount}, {@code currency}, {@code reference}, {@code status} and
 *       {@code at}.
 *   <li>{@code POST /charges/{id}/refund} without a body refunds all of it: 200 with the charge,
 *       404 if there is none, 409 if it was refunded before.
 *   <li>{@code GET /charges/{id}} and {@code GET /charges?key=…} look charges up: 200 with the
 *       charge, or with an object of {@code charges}, a list with the oldest first; 404 if there is
 *       none or it is not visible yet.
 * </ul>
 *
 * <p>A {@code POST} may come with an {@code Idempotency-Key} of 1 to 255 visible ASCII characters.
 * Within the key's window a repetition is given the first answer byte for byte, with the header
 * {@code Idempotent-Replayed: true}; another request with the key is refused with 422; a repetition
 * while the first is in progress is refused with 409. After the window the key is as good as new,
 * and the same request is <em>a second charge</em>. What is not understood is answered 400 and
 * takes nothing from the script.
 *
 * <p>It is an {@link OutsideEffects} with one entry for each charge and refund. {@link #close()}
 * ends all requests that are held and all threads. Thread-safe.
 */
public final class FakeProvider implements OutsideEffects, AutoCloseable {
  private static final Duration CLOSE_MAX = Duration.ofSeconds(10);
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  static {
    // The JDK's server writes head and body of an answer apart, and without this the body waits for
    // the client's delayed acknowledgement: 40 ms for each request.
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  private final HttpServer server;
  private final Crew crew;
  private final ExecutorService threads;
  private final ProviderLedger ledger;
  private final Holding holding = new Holding();
  private final ProviderScript script = new ProviderScript();
  private final ExchangeLog log = new ExchangeLog();
  private final Gateway gateway;

  FakeProvider(FakeProviderBuilder options) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new TestkitException(
          Code.CANNOT_LISTEN, "the provider cannot listen on the loopback: " + e.getMessage(), e);
    }
    ledger = options.ledger();
    gateway = new Gateway(options, ledger, options.keys(), holding, script, log);
    crew = new Crew("fake-provider-" + server.getAddress().getPort());
    threads = Executors.newCachedThreadPool(crew);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  private void serve(HttpExchange http) throws IOException {
    gateway.serve(http);
  }

  /** A provider with all defaults, on a free port. */
  public static FakeProvider start() {
    return with().start();
  }

  /** A provider with options, to be started. */
  public static FakeProviderBuilder with() {
    return new FakeProviderBuilder();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Where charges are posted to: {@code http://127.0.0.1:…/charges}. */
  public URI uri() {
    String host = server.getAddress().getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/charges");
  }

  /** The next requests that charge or refund go wrong in these ways, in this order. */
  public FakeProvider next(Misbehaviour... misbehaviours) {
    for (Misbehaviour misbehaviour : misbehaviours) {
      next(1, misbehaviour);
    }
    return this;
  }

  /** So many requests more go wrong in this way, after those that were scripted before. */
  public FakeProvider next(int times, Misbehaviour misbehaviour) {
    script.next(times, Optional.of(misbehaviour));
    return this;
  }

  /** So many requests more go well, after those that were scripted before. */
  public FakeProvider nextWell(int times) {
    script.next(times, Optional.empty());
    return this;
  }

  /** Every request goes wrong in this way, once what {@link #next} said is over. */
  public FakeProvider always(Misbehaviour misbehaviour) {
    script.always(misbehaviour);
    return this;
  }

  /**
   * Requests go wrong at these rates, each from 0 to 1 and together at most 1, once what {@link
   * #next} said is over. The same seed gives the same sequence to the same sequence of requests.
   */
  public FakeProvider randomly(long seed, Map<Misbehaviour, Double> rates) {
    script.randomly(seed, rates);
    return this;
  }

  /** Forgets all that was scripted: requests go well again. */
  public FakeProvider behave() {
    script.clear();
    return this;
  }

  /**
   * Requests that are held at this moment go on: late ones charge and answer, those that time out
   * are dropped.
   *
   * @return how many these were
   */
  public int letGo() {
    return holding.letGo();
  }

  /** How many requests are held at this moment. */
  public int held() {
    return holding.held();
  }

  /** How often it went wrong in this way: not how often it was scripted. */
  public long count(Misbehaviour misbehaviour) {
    return log.count(misbehaviour);
  }

  /** Every request in the order in which they came, with what became of it so far. A copy. */
  public List<Exchange> requests() {
    return log.exchanges();
  }

  /** Every charge that happened, oldest first, visible to lookups or not. A copy. */
  public List<Charge> charges() {
    return ledger.charges();
  }

  /** Every charge that happened for a key, oldest first: more than one is money lost. A copy. */
  public List<Charge> charges(String key) {
    return charges().stream().filter(charge -> key.equals(charge.key())).toList();
  }

  /** What was charged in a currency, less what was refunded. */
  public long balance(String currency) {
    return charges().stream()
        .filter(charge -> charge.currency().equals(currency))
        .mapToLong(charge -> charge.amount() * (1 - charge.refunds()))
        .sum();
  }

  @Override
  public String name() {
    return "payment provider";
  }

  @Override
  public List<String> entries() {
    return ledger.entries();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow(); // Interrupts what is held.
    crew.awaitEnd(CLOSE_MAX);
  }

  @Override
  public String toString() {
    return "FakeProvider at " + uri();
  }
}
