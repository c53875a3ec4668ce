// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.ledger.Borrowed;
import dev.semel.internal.ledger.Scopes;
import dev.semel.internal.ledger.Settings;
import dev.semel.internal.ledger.Telemetry;
import dev.semel.internal.outbox.Headers;
import dev.semel.internal.outbox.Publishing;
import dev.semel.internal.outbox.Signal;
import dev.semel.internal.outbox.Texts;
import dev.semel.internal.outbox.Writer;
import dev.semel.internal.sql.Migrations;
import dev.semel.internal.sql.Ring;
import dev.semel.spi.SemelListener;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link Semel} is to be. Not thread-safe; used once. */
public final class SemelBuilder {
  private static final Duration KEEP_MAX = Duration.ofDays(12);
  private static final Duration WAIT_MAX = Duration.ofHours(1);
  private static final int RESULT_BYTES_DEFAULT = 64 * 1024;
  private static final int RESULT_BYTES_LIMIT = 16 * 1024 * 1024;

  private final DataSource dataSource;
  private final Map<String, Scope> scopes = new LinkedHashMap<>();
  private @Nullable String schema;
  private SemelListener listener = event -> {};
  private Duration wait = Duration.ofSeconds(10);
  private int resultBytesMax = RESULT_BYTES_DEFAULT;
  private String source = Headers.SOURCE;
  private Supplier<Map<String, String>> context = Map::of;
  private Duration keep = Duration.ofDays(1);

  SemelBuilder(DataSource dataSource) {
    this.dataSource = Objects.requireNonNull(dataSource, "dataSource");
  }

  /** The schema the tables are in; the current one of the connections by default. */
  public SemelBuilder schema(String name) {
    this.schema = name;
    return this;
  }

  /** Declares a scope; may be called for several. */
  public SemelBuilder scope(Scope scope) {
    scopes.put(scope.name(), scope);
    return this;
  }

  /** Who hears what the ledger does; nobody by default. */
  public SemelBuilder listener(SemelListener listener) {
    this.listener = Objects.requireNonNull(listener, "listener");
    return this;
  }

  /** How long a delivery waits for a concurrent duplicate; 10 seconds by default, 0 to 1 hour. */
  public SemelBuilder waitingUpTo(Duration wait) {
    this.wait = Objects.requireNonNull(wait, "wait");
    return this;
  }

  /** The largest result that may be stored; 64 KiB by default, at most 16 MiB. */
  public SemelBuilder resultBytesMax(int bytes) {
    this.resultBytesMax = bytes;
    return this;
  }

  /**
   * Who publishes, the {@code ce_source} of CloudEvents: a URI or part of one, such as {@code
   * /orders}. With the id it names a message for ever, so it is written with the message and a
   * change makes other messages of those written later. {@code /semel} by default.
   */
  public SemelBuilder source(String source) {
    this.source = Texts.visible("source of messages", source, 255);
    return this;
  }

  /**
   * Headers of the moment for every message that is published, such as {@code traceparent}; asked
   * on the thread that publishes.
   */
  public SemelBuilder headers(Supplier<Map<String, String>> headers) {
    this.context = Objects.requireNonNull(headers, "headers");
    return this;
  }

  /**
   * How long messages are kept after every relay is past them, where the database keeps them at all
   * (PostgreSQL); 1 day by default, 0 to 12 days.
   */
  public SemelBuilder keepingSentFor(Duration keep) {
    this.keep = Objects.requireNonNull(keep, "keep");
    return this;
  }

  /**
   * Checks everything, connects, checks the schema and declares the scopes.
   *
   * @throws IllegalArgumentException with all that is wrong with the configuration
   * @throws LedgerException if the database is unknown, its schema is missing or another, or a
   *     scope is declared differently there
   */
  public Semel build() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("SEMEL-015 " + String.join("; ", problems));
    }
    Migrations migrations = Migrations.of(dataSource, schema);
    migrations.ready();
    Scopes known = new Scopes(migrations.database().scopes(), scopes);
    try (Borrowed borrowed = Borrowed.from(dataSource)) {
      known.declare(borrowed.connection());
    } catch (SQLException e) {
      throw new LedgerException("SEMEL-009", "the scopes could not be declared", e);
    }
    return Semel.of(
        dataSource,
        migrations.database(),
        known,
        new Telemetry(listener),
        new Publishing(new Writer(source, context), new Signal()),
        new Settings(wait, resultBytesMax, false),
        keep);
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (wait.isNegative() || wait.compareTo(WAIT_MAX) > 0) {
      problems.add(
          "waitingUpTo is %s, allowed is 0 to %s (default PT10S)".formatted(wait, WAIT_MAX));
    }
    if (resultBytesMax < 0 || resultBytesMax > RESULT_BYTES_LIMIT) {
      problems.add(
          "resultBytesMax is %d, allowed is 0 to %d (default %d)"
              .formatted(resultBytesMax, RESULT_BYTES_LIMIT, RESULT_BYTES_DEFAULT));
    }
    if (keep.isNegative() || keep.compareTo(KEEP_MAX) > 0) {
      problems.add(
          "keepingSentFor is %s, allowed is 0 to %s (default PT24H)".formatted(keep, KEEP_MAX));
    }
    scopes.values().forEach(scope -> problems(scope, problems));
    return problems;
  }

  private static void problems(Scope scope, List<String> problems) {
    Duration horizon = scope.horizon();
    if (horizon.compareTo(Duration.ofMinutes(1)) < 0) {
      problems.add(
          "the scope %s remembers for %s, the shortest is PT1M".formatted(scope.name(), horizon));
    }
    if (scope.isTimed() && horizon.compareTo(Ring.HORIZON_MAX) > 0) {
      problems.add(
          ("the timed scope %s remembers for %s, but a ring of %d day slots holds at most %s: make it"
                  + " shorter, or the scope timeless")
              .formatted(scope.name(), horizon, Ring.DAYS, Ring.HORIZON_MAX));
    }
    Duration results = scope.results();
    if (results != null
        && (results.compareTo(Duration.ofMinutes(1)) < 0 || results.compareTo(horizon) > 0)) {
      problems.add(
          ("the scope %s keeps results for %s, allowed is PT1M to its horizon of %s (default: the"
                  + " horizon)")
              .formatted(scope.name(), results, horizon));
    }
    Duration redelivery = scope.redelivery();
    if (redelivery != null && horizon.compareTo(redelivery) < 0) {
      problems.add(
          ("the scope %s remembers for %s but a duplicate may arrive after %s: it would be applied"
                  + " again. Remember longer, or shorten what redelivers")
              .formatted(scope.name(), horizon, redelivery));
    }
  }
}
