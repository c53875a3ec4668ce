// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.calls.CallKind;
import dev.semel.testkit.internal.calls.WatchedCalls;
import dev.semel.testkit.internal.calls.WatchedDataSource;
import dev.semel.testkit.internal.calls.WatchedHttpClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Doors that lead into one call log. Thread-safe, but for one delivery at a time. */
public final class BoundaryDoors {
  /** The name of the database that deduplicates. */
  public static final String DATABASE = "database";

  private final CallLog log = new CallLog();
  private final Map<String, Watched> databases = new HashMap<>();
  private volatile Marks marks = Marks.NONE;
  private @Nullable FlightWatch watch;
  private List<Entry> calls = List.of();
  private long deliverer;

  private record Watched(DataSource real, MarkedJdbc marked, DataSource door, Product product) {}

  /** The JVM has no flight recorder. */
  public static final class NoFlightRecorderException extends Exception {
    private static final long serialVersionUID = 1L;

    NoFlightRecorderException(@Nullable Throwable cause) {
      super(cause);
    }
  }

  /** Another data source has this name. */
  public static final class NameTakenException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** The door of a data source; the same for the same name. */
  public synchronized DataSource database(String name, DataSource real)
      throws SQLException, NameTakenException {
    Watched known = databases.get(name);
    if (known == null) {
      Product product = Product.of(real);
      MarkedJdbc marked = new MarkedJdbc(name, () -> marks);
      DataSource door = WatchedDataSource.of(marked.marked(real), name, log);
      known = new Watched(real, marked, door, product);
      databases.put(name, known);
    }
    if (known.real() != real && known.door() != real) {
      throw new NameTakenException();
    }
    return known.door();
  }

  public <T> T publishing(Class<T> type, T real) {
    return WatchedCalls.of(type, real, type.getSimpleName(), CallKind.PUBLISH, log);
  }

  public <T> T acknowledging(Class<T> type, T real) {
    return WatchedCalls.of(type, real, type.getSimpleName(), CallKind.ACK, log);
  }

  public <T> T calling(Class<T> type, T real) {
    return WatchedCalls.of(type, real, type.getSimpleName(), CallKind.OTHER, log);
  }

  public HttpClient http(HttpClient real) {
    return new WatchedHttpClient(real, log);
  }

  /** From now on, what goes through the doors is kept, and sockets are watched if wanted. */
  public void begin(boolean sockets) throws NoFlightRecorderException {
    deliverer = Thread.currentThread().getId();
    marks = sockets ? startWatch() : Marks.NONE;
    log.begin(marks);
  }

  /** A JVM without the module fails to link what uses it. */
  private Marks startWatch() throws NoFlightRecorderException {
    try {
      if (!FlightWatch.isAvailable()) {
        throw new NoFlightRecorderException(null);
      }
      FlightWatch started = FlightWatch.start();
      watch = started;
      return started;
    } catch (LinkageError | IllegalStateException e) {
      throw new NoFlightRecorderException(e);
    }
  }

  /** The delivery is over. */
  public void endCalls() {
    calls = log.end();
    marks = Marks.NONE;
  }

  /** What was seen since the beginning. */
  public Observed observed(Set<String> allowed, boolean failed) throws IOException {
    FlightTape tape = FlightTape.EMPTY;
    if (watch != null) {
      try (FlightWatch ending = watch) {
        tape = ending.stop();
      } finally {
        watch = null;
      }
    }
    List<Transaction> transactions = Transactions.of(calls, this::product);
    return new Observed(calls, transactions, tape, deliverer, allowed, wasUnwrapped(), failed);
  }

  private synchronized Product product(String name) {
    return Objects.requireNonNull(databases.get(name)).product();
  }

  private synchronized boolean wasUnwrapped() {
    return databases.values().stream().anyMatch(watched -> watched.marked().wasUnwrapped());
  }
}
