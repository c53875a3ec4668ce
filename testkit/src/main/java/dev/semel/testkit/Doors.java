// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.net.http.HttpClient;
import javax.sql.DataSource;

/**
 * The ways out of a process that a {@link Boundary} watches: the code under test gets its database
 * and whatever else it calls from here, and behaves as before. A door keeps being watched in every
 * later delivery, so what is built from it may live as long as the test. Thread-safe.
 */
public interface Doors {
  /** The database that deduplicates. */
  DataSource database();

  /** Another database, under the name that a report uses and that can be allowed. */
  DataSource database(String name, DataSource other);

  /** A publisher behind one of its interfaces, named like it. */
  <T> T publishing(Class<T> type, T real);

  /** Acknowledgements behind an interface, such as a Kafka consumer's. */
  <T> T acknowledging(Class<T> type, T real);

  /** Anything else that leaves the process, behind an interface: a gateway, a mail sender. */
  <T> T calling(Class<T> type, T real);

  /** An HTTP client; its name is {@code http}. */
  HttpClient http(HttpClient real);
}
