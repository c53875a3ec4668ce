// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import javax.sql.DataSource;

/** Takes messages; a normal return acknowledges. */
interface Consumer {
  void onMessage(Message message) throws Exception;

  /** Starts a consumer; what it keeps in its fields is the memory of its process. */
  @FunctionalInterface
  interface Start {
    Consumer on(DataSource database);
  }
}
