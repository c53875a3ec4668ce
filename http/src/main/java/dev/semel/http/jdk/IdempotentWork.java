// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.jdk;

import com.sun.net.httpserver.HttpExchange;
import dev.semel.Tx;
import java.io.IOException;
import java.sql.SQLException;

/**
 * The work of a request, done in its transaction. Called by many threads at once. What it answers
 * leaves only after the commit; what it throws rolls back.
 */
@FunctionalInterface
public interface IdempotentWork {
  void answer(HttpExchange exchange, Tx tx) throws IOException, SQLException;
}
