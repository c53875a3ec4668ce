// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.net.http.HttpClient;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/**
 * One life of a process in a {@link Crash} scenario, and all it may touch outside itself.
 *
 * <p>Whatever the flow builds from it (listeners, pools, caches) is memory, and lost when the
 * process dies; what goes through it to the database, to topics and to the broker stays. Every call
 * that goes through it is a step before and a step after which the process may die. Thread-safe.
 */
public interface World {
  /** Which life this is; 1 is the first. */
  int life();

  /** The database of the scenario. */
  DataSource database();

  /** Another database, so that the calls to it are steps, too. */
  DataSource database(String name, DataSource other);

  /** A publisher behind one of its interfaces; each method is a step before and after. */
  <T> T publishing(Class<T> type, T real);

  /** Acknowledgements behind an interface, such as a Kafka consumer's. */
  <T> T acknowledging(Class<T> type, T real);

  /** Anything else that leaves the process, behind an interface: a gateway, a mail sender. */
  <T> T calling(Class<T> type, T real);

  /** An HTTP client; each exchange is a step before and after. */
  HttpClient http(HttpClient real);

  /** A topic outside the process: what was published stays, whatever dies. */
  Topic topic(String name);

  /**
   * Delivers a message the way a broker does: until it was acknowledged, in this life or a later
   * one, and not once more after that. The attempt's normal return is acknowledged, and that is a
   * step as well; its exception makes the broker deliver again at once, a bounded number of times.
   */
  void deliver(String id, Attempt attempt) throws Exception;

  /** Delivers all entries of the topic that were not yet acknowledged, in their order. */
  void deliverAll(Topic topic, Reader reader) throws Exception;

  /** A step of its own, for what the kit cannot see. */
  void step(String name);

  /**
   * Does something whose calls are no steps, so that the process never dies in it: a start-up that
   * has a scenario of its own, for instance. For one thread; other threads' calls are no steps
   * meanwhile either.
   */
  <T> T withoutSteps(Callable<T> action) throws Exception;

  /**
   * Closes the resource when this life is over and nothing it does can be noticed outside any more;
   * for threads and pools that would otherwise outlive the test.
   */
  <T extends AutoCloseable> T closing(T resource);

  /** What is done with a message, each time it comes. */
  @FunctionalInterface
  interface Attempt {
    void run() throws Exception;
  }

  /** What is done with each entry of a topic, each time it comes. */
  @FunctionalInterface
  interface Reader {
    void read(String entry) throws Exception;
  }
}
