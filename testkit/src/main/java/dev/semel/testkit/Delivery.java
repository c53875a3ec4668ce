// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import javax.sql.DataSource;

/**
 * One delivery of a message to the code under test. Called again, it is a redelivery; where
 * messages are delivered concurrently, it is called by many threads at once.
 */
@FunctionalInterface
public interface Delivery {
  /**
   * Delivers, and returns normally if and only if a broker would now take the message as
   * acknowledged.
   *
   * @param database what the code under test must use as its database; calls are seen through it
   */
  void to(DataSource database) throws Exception;
}
