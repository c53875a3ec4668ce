// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Problem;
import dev.semel.spi.HttpEvent;
import dev.semel.spi.SemelListener;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what became of requests; a listener that throws changes nothing. Thread-safe. */
public final class Telemetry {
  private static final Logger LOG = LoggerFactory.getLogger("dev.semel.http");

  private final SemelListener listener;
  private final String api;

  public Telemetry(SemelListener listener, String api) {
    this.listener = listener;
    this.api = api;
  }

  void first(String operation, int status, boolean replayable) {
    tell(new HttpEvent.First(api, operation, status, replayable));
  }

  void replayed(String operation, int status) {
    tell(new HttpEvent.Replayed(api, operation, status));
  }

  void notKept(String operation, int status) {
    tell(new HttpEvent.NotKept(api, operation, status));
  }

  void refused(String operation, Problem problem) {
    tell(new HttpEvent.Refused(api, operation, problem.code()));
  }

  void unprotected(String operation) {
    tell(new HttpEvent.Unprotected(api, operation));
  }

  void waited(String operation, Duration time) {
    tell(new HttpEvent.Waited(api, operation, time));
  }

  void unknown(String operation) {
    tell(new HttpEvent.Unknown(api, operation));
  }

  void corrupt(String operation) {
    LOG.error("what is kept of an answer of {} cannot be read; see SEMEL-509", operation);
    tell(new HttpEvent.Corrupt(api, operation));
  }

  void notCommitted(String operation, String code, @Nullable Throwable why) {
    LOG.warn("a request to {} was not committed: {} {}", operation, code, words(why));
    tell(new HttpEvent.NotCommitted(api, operation, code));
  }

  void answerLost(String operation, String code) {
    LOG.warn("the answer of {} was not sent: {}", operation, code);
  }

  void unreachable(String operation, String code, Throwable why) {
    LOG.warn("the ledger could not be asked for {}: {} {}", operation, code, words(why));
    tell(new HttpEvent.Unreachable(api, operation, code));
  }

  void readBefore(String operation, String how) {
    LOG.error(
        "SEMEL-507 the body of a request to {} was read before the filter saw it: {}. Two requests"
            + " that differ in it would look the same, so nothing was done. Register the filter"
            + " before what reads bodies (of Spring, FormContentFilter, and the CSRF token as a"
            + " parameter)",
        operation,
        how);
  }

  void resolverFailed(String operation, Throwable why) {
    LOG.warn("the resolver of {} failed: {}", operation, words(why));
  }

  void releaseFailed(String operation, Throwable why) {
    LOG.warn("a claim of {} ended with its connection: {}", operation, words(why));
  }

  void toldInVain(String operation, Throwable why) {
    LOG.warn("what listens to the end of the transaction of {} failed: {}", operation, words(why));
  }

  /** No message of a cause: a database quotes in it what it was given. */
  private static String words(@Nullable Throwable why) {
    StringBuilder words = new StringBuilder();
    for (Throwable t = why; t != null && words.length() < 500; t = t.getCause()) {
      words.append(words.length() > 0 ? " < " : "").append(t.getClass().getName());
      if (t instanceof SQLException sql) {
        words.append(" SQLState ").append(sql.getSQLState());
      }
    }
    return words.toString();
  }

  private void tell(HttpEvent event) {
    try {
      listener.on(event);
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("SEMEL-030 the listener {} failed", listener.getClass().getName(), e);
    }
  }
}
