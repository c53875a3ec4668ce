// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.Topic;
import dev.semel.testkit.World;
import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import dev.semel.testkit.internal.calls.CallWatcher;
import dev.semel.testkit.internal.calls.WatchedCalls;
import dev.semel.testkit.internal.calls.WatchedDataSource;
import dev.semel.testkit.internal.calls.WatchedHttpClient;
import dev.semel.testkit.internal.crash.Steps.Came;
import java.net.http.HttpClient;
import java.sql.Connection;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One life of the process, from its start to its death or its end. Thread-safe. */
final class Life implements World, CallWatcher {
  private static final int DELIVERIES_MAX = 20;
  private static final String ACKNOWLEDGED = "acknowledged";
  private static final ThreadLocal<@Nullable Delivered> DELIVERED = new ThreadLocal<>();

  /** How a life ends at a step at which it is to end. */
  interface Dying {
    /** Does not return: throws, or the JVM is gone. */
    void at(Life life, Step step);
  }

  private final int number;
  private final Steps steps;
  private final Outside outside;
  private final Dying dying;
  private final DataSource database;
  private final OpenConnections connections = new OpenConnections();
  private final Deque<AutoCloseable> closings = new ArrayDeque<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private volatile @Nullable Step death;
  private volatile boolean counting = true;

  Life(int number, Steps steps, Outside outside, DataSource database, Dying dying) {
    this.number = number;
    this.steps = steps;
    this.outside = outside;
    this.dying = dying;
    this.database = WatchedDataSource.of(database, "database", this);
  }

  @Override
  public int life() {
    return number;
  }

  @Override
  public DataSource database() {
    return database;
  }

  @Override
  public DataSource database(String name, DataSource other) {
    return WatchedDataSource.of(other, name, this);
  }

  @Override
  public <T> T publishing(Class<T> type, T real) {
    return WatchedCalls.of(type, real, type.getSimpleName(), CallKind.PUBLISH, this);
  }

  @Override
  public <T> T acknowledging(Class<T> type, T real) {
    return WatchedCalls.of(type, real, type.getSimpleName(), CallKind.ACK, this);
  }

  @Override
  public <T> T calling(Class<T> type, T real) {
    return WatchedCalls.of(type, real, type.getSimpleName(), CallKind.OTHER, this);
  }

  @Override
  public HttpClient http(HttpClient real) {
    return new WatchedHttpClient(real, this);
  }

  @Override
  public Topic topic(String name) {
    return new DurableTopic(name, outside, this);
  }

  @Override
  public void deliver(String id, Attempt attempt) throws Exception {
    if (outside.entries(ACKNOWLEDGED).contains(id)) {
      return;
    }
    try {
      deliverUntilTaken(id, attempt);
    } finally {
      DELIVERED.remove();
    }
  }

  private void deliverUntilTaken(String id, Attempt attempt) {
    Exception last = null;
    for (int deliveries = 0; deliveries < DELIVERIES_MAX; deliveries++) {
      DELIVERED.set(new Delivered(id, attempts.incrementAndGet()));
      try {
        attempt.run();
      } catch (Exception e) {
        dieIfDead();
        last = e;
        continue;
      }
      acknowledge(id);
      return;
    }
    throw new IllegalStateException(
        id + " was delivered " + DELIVERIES_MAX + " times and never taken", last);
  }

  @Override
  public void deliverAll(Topic topic, Reader reader) throws Exception {
    List<String> entries = topic.entries();
    for (int i = 0; i < entries.size(); i++) {
      String entry = entries.get(i);
      deliver(topic.name() + " #" + i, () -> reader.read(entry));
    }
  }

  private void acknowledge(String id) {
    Call ack = WatchedCalls.call(CallKind.ACK, "broker", "acknowledge " + id);
    before(ack);
    outside.append(ACKNOWLEDGED, id);
    after(ack, null, null);
  }

  @Override
  public void step(String name) {
    Call call = WatchedCalls.call(CallKind.MOMENT, "step", name);
    before(call);
  }

  @Override
  public <T> T withoutSteps(Callable<T> action) throws Exception {
    counting = false;
    try {
      return action.call();
    } finally {
      counting = true;
    }
  }

  @Override
  public <T extends AutoCloseable> T closing(T resource) {
    synchronized (closings) {
      closings.push(resource);
    }
    return resource;
  }

  @Override
  public void before(Call call) {
    take(true, call, Came.NOTHING);
  }

  @Override
  public void after(Call call, @Nullable Object result, @Nullable Throwable failure) {
    take(false, call, new Came(result, failure));
  }

  private void take(boolean before, Call call, Came came) {
    dieIfDead();
    if (!counting) {
      return;
    }
    Step step = steps.take(number, before, call, came, DELIVERED.get());
    if (step.death()) {
      death = step;
      dying.at(this, step);
    }
  }

  /** The dead do nothing, whatever their code makes of the error. */
  private void dieIfDead() {
    Step died = death;
    if (died != null) {
      throw new Death(died.describe());
    }
  }

  @Override
  public void opened(Connection real) {
    connections.opened(real);
  }

  @Override
  public void released(Connection real) {
    connections.released(real);
  }

  /** What the operating system does for a process that is no more. */
  void cutConnections() {
    connections.cut();
  }

  /** Tells the server's number of each session as it is opened. */
  void tellSessions(LongConsumer told) {
    connections.tellSessions(told);
  }

  boolean isDead() {
    return death != null;
  }

  Set<Long> sessions() {
    return connections.sessions();
  }

  /** After the end or the death: nothing of this life goes on. */
  void bury() {
    synchronized (closings) {
      for (AutoCloseable resource : closings) {
        try {
          resource.close();
        } catch (Exception | Death e) {
          // It is closed so that it does not outlive the test; what it says is of no interest.
        }
      }
      closings.clear();
    }
    connections.bury();
  }
}
