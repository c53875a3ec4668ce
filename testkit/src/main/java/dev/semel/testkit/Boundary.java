// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.boundary.BoundaryDoors;
import dev.semel.testkit.internal.boundary.BoundaryDoors.NameTakenException;
import dev.semel.testkit.internal.boundary.BoundaryDoors.NoFlightRecorderException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Finds what an effect does outside the one transaction that makes it happen once: writes through
 * another data source or connection, a second commit, a publication or an HTTP call while the
 * transaction is open, bytes over a socket that nobody mentioned.
 *
 * <pre>{@code
 * Boundary.of(dataSource)
 *     .deliver(doors -> {
 *       var listener = new PaymentListener(
 *           doors.database(),
 *           doors.database("audit", auditDataSource),
 *           doors.publishing(Publisher.class, publisher),
 *           doors.http(httpClient));
 *       listener.onMessage(payment);
 *     })
 *     .assertEffectStaysInOneTransaction();
 * }</pre>
 *
 * <p>The code under test sees doors, which are proxies; what goes around them is seen by the flight
 * recorder of the JVM: sockets that the delivering thread uses, or a thread that it starts, or the
 * JDK's {@code HttpClient}. A write inside an in-memory database that is reached by no door is not
 * seen, and neither are bytes that an event loop of somebody else moves, such as a Kafka producer's
 * or Netty's; hand such things over as doors. Whether SQL writes is decided by its text, so a
 * function that writes behind a {@code select} is taken for reading.
 *
 * <p>A delivery has to write something. So deliver the message for the first time: a duplicate that
 * is left alone proves nothing here. Reading through another data source is no finding.
 *
 * <p>For one thread; the doors are thread-safe. Do not let tests that use a {@code HttpClient}
 * without waiting for it run at the same time in the same JVM.
 */
public final class Boundary {
  private final DataSource database;
  private final BoundaryDoors watched;
  private final Doors doors = new WatchedDoors();
  private final Set<String> allowed = new TreeSet<>();
  private boolean sockets = true;
  private boolean remoteAllowed;

  /** One delivery through the doors. */
  @FunctionalInterface
  public interface Attempt {
    void through(Doors doors) throws Exception;
  }

  private Boundary(DataSource database) {
    this.database = database;
    this.watched = new BoundaryDoors();
  }

  /** A boundary around the database that deduplicates, which must be on this machine. */
  public static Boundary of(DataSource database) {
    return new Boundary(database);
  }

  /**
   * What is meant to be outside the transaction: the name of a data source, of a publisher's
   * interface, {@code http}, or an address such as {@code 127.0.0.1:6379}.
   */
  public Boundary allowing(String resource) {
    if (resource.isBlank() || resource.equals(BoundaryDoors.DATABASE)) {
      throw new TestkitException(
          Code.BAD_BOUNDARY,
          "allowing(\""
              + resource
              + "\") would allow everything: it must name another data source, an interface, http"
              + " or an address. The database that deduplicates is what all else is compared with.");
    }
    allowed.add(resource);
    return this;
  }

  /** Leaves the flight recorder out: what goes around the doors is not seen then. */
  public Boundary withoutSocketWatch() {
    this.sockets = false;
    return this;
  }

  /** The database may be on another machine. */
  public Boundary allowRemoteDatabase() {
    this.remoteAllowed = true;
    return this;
  }

  /** The doors, for code that is built before the delivery, such as a Spring context. */
  public Doors doors() {
    return doors;
  }

  /** Delivers once, in this thread, and watches until the attempt returns. */
  public BoundaryReport deliver(Attempt attempt) {
    LoopbackOnly.require(database, remoteAllowed);
    begin();
    Throwable failure = null;
    try {
      attempt.through(doors);
    } catch (Exception | Error e) {
      failure = e;
    } finally {
      watched.endCalls();
    }
    return report(failure);
  }

  private void begin() {
    try {
      doors.database();
      watched.begin(sockets);
    } catch (NoFlightRecorderException e) {
      throw new TestkitException(
          Code.NO_FLIGHT_RECORDER,
          "this JVM has no flight recorder (the module jdk.jfr), so sockets that go around the"
              + " doors cannot be seen. Run the test on a JVM that has it, or say"
              + " withoutSocketWatch() and watch the doors alone.",
          e);
    }
  }

  private BoundaryReport report(@Nullable Throwable failure) {
    try {
      return new BoundaryReport(
          watched.observed(Set.copyOf(allowed), failure != null), failure, sockets);
    } catch (IOException e) {
      throw new TestkitException(
          Code.NO_FLIGHT_RECORDER,
          "what the JVM's flight recorder recorded could not be read. Is the directory for"
              + " temporary files full? withoutSocketWatch() does without.",
          e);
    }
  }

  /** Hands out doors under the names that a report uses. */
  private final class WatchedDoors implements Doors {
    @Override
    public DataSource database() {
      return database(BoundaryDoors.DATABASE, database);
    }

    @Override
    public DataSource database(String name, DataSource other) {
      try {
        return watched.database(name, other);
      } catch (NameTakenException e) {
        throw new TestkitException(
            Code.BAD_BOUNDARY,
            "two data sources are called '"
                + name
                + "', so a finding could not say which it was. Give each a name of its own.",
            e);
      } catch (SQLException e) {
        throw LoopbackOnly.unreadable(e);
      }
    }

    @Override
    public <T> T publishing(Class<T> type, T real) {
      return watched.publishing(type, real);
    }

    @Override
    public <T> T acknowledging(Class<T> type, T real) {
      return watched.acknowledging(type, real);
    }

    @Override
    public <T> T calling(Class<T> type, T real) {
      return watched.calling(type, real);
    }

    @Override
    public HttpClient http(HttpClient real) {
      return watched.http(real);
    }
  }
}
