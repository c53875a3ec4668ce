// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * A customer who repeats one request with one key until there is an answer, remembers every answer,
 * and looks at once whether what it says is so. Thread-safe.
 */
final class Customer {
  static final String KEY = "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"";
  static final String CHARGE = "r1";
  private static final int TRIES_MAX = 10;

  private final HttpWay way;
  private final DataSource database;
  private final List<Got> successes = new ArrayList<>();
  private final List<String> complaints = new ArrayList<>();

  Customer(HttpWay way, DataSource database) {
    this.way = way;
    this.database = database;
  }

  /** An answer that came whole. */
  record Got(int status, String body, String location, String contentType, String replayed) {
    boolean isLike(Got other) {
      return status == other.status
          && body.equals(other.body)
          && String.valueOf(location).equals(other.location)
          && String.valueOf(contentType).equals(other.contentType);
    }
  }

  /** The answer came, and then the server died. */
  static final class AnsweredAndDead extends Error {
    private static final long serialVersionUID = 1L;
    private final transient Got got;

    AnsweredAndDead(Got got, Error death) {
      super(death);
      this.got = got;
    }
  }

  /** A request and its answer. */
  @FunctionalInterface
  interface Line {
    Got ask() throws IOException;
  }

  synchronized void begin() {
    successes.clear();
    complaints.clear();
  }

  synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  /**
   * Asks until so many answers are final.
   *
   * @throws IOException if the server did not answer
   */
  synchronized void wants(int answers, Line line) throws IOException {
    int had = 0;
    for (int tries = 0; had < answers; tries++) {
      if (tries == TRIES_MAX) {
        complaints.add("no answer in " + TRIES_MAX + " tries");
        return;
      }
      try {
        had += isFinal(line.ask()) ? 1 : 0;
      } catch (AnsweredAndDead e) {
        isFinal(e.got);
        throw e;
      }
    }
  }

  private boolean isFinal(Got got) {
    if (got.status == 201) {
      succeeded(got);
      return true;
    }
    if (way.isUntracked() && got.status == 409 && got.body.contains("\"in-progress\"")) {
      // Time passes.
      Sql.run(
          database,
          "update semel_ledger set lease_until = lease_until - interval '1' hour"
              + " where lease_until is not null");
      return false;
    }
    boolean unknown = got.status == 409 && got.body.contains("\"outcome-unknown\"");
    if (!unknown || way != HttpWay.UNTRACKED) {
      complaints.add("unexpected answer: " + got);
    } else if (!successes.isEmpty()) {
      complaints.add("forgotten: " + successes.get(0) + " is unknown now");
    }
    return true;
  }

  private void succeeded(Got got) {
    List<String> effects =
        Sql.texts(database, "select what from effect where id = ?", Customer.CHARGE);
    if (effects.isEmpty()) {
      complaints.add("answer without effect: " + got);
    } else if (!effects.equals(List.of(got.body))) {
      complaints.add("answer of another effect: " + got + " for " + effects);
    }
    if (!successes.isEmpty()) {
      if (!got.isLike(successes.get(0))) {
        complaints.add("another answer: first " + successes.get(0) + ", then " + got);
      }
      if (way.isOurs() && !"true".equals(got.replayed)) {
        complaints.add("not said to be a replay: " + got);
      }
    }
    successes.add(got);
  }
}
