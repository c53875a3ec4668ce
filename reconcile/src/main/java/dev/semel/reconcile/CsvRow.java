// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One record of a file, by the names in its header. What is not as asked is refused with the line
 * and the column, and without the value. For one thread.
 */
public final class CsvRow {
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,18}(\\.[0-9]{1,6})?");

  private final Map<String, Integer> columns;
  private final List<String> fields;
  private final long line;

  CsvRow(Map<String, Integer> columns, List<String> fields, long line) {
    this.columns = columns;
    this.fields = fields;
    this.line = line;
  }

  /** The line it begins on, from 1. */
  public long line() {
    return line;
  }

  /** A field that must not be empty. */
  public String text(String column) {
    return optional(column).orElseThrow(() -> bad(column, "is empty"));
  }

  /** A field that may be empty. */
  public Optional<String> optional(String column) {
    Integer index = columns.get(column);
    if (index == null) {
      throw new ReconcileException(
          "SEMEL-706",
          "the header has no column \"%s\"; it has %s".formatted(column, columns.keySet()));
    }
    return Optional.of(fields.get(index)).filter(value -> !value.isEmpty());
  }

  /** A whole number, such as minor units. */
  public long number(String column) {
    try {
      return Long.parseLong(text(column));
    } catch (NumberFormatException e) {
      throw bad(column, "is no whole number");
    }
  }

  /** A decimal amount such as {@code 12.34} in minor units of the currency, exactly. */
  public long minor(String column, String currencyCode) {
    String text = text(column);
    if (!DECIMAL.matcher(text).matches()) {
      throw bad(column, "is no decimal amount with a point");
    }
    try {
      int digits = Currency.getInstance(currencyCode).getDefaultFractionDigits();
      return new BigDecimal(text).movePointRight(Math.max(0, digits)).longValueExact();
    } catch (ArithmeticException e) {
      throw bad(column, "has more decimals than its currency, or is too large");
    } catch (IllegalArgumentException e) {
      throw bad(column, "is in a currency that is no code of ISO 4217");
    }
  }

  /** An instant of ISO 8601, with {@code Z} or an offset. */
  public Instant instant(String column) {
    try {
      return OffsetDateTime.parse(text(column)).toInstant();
    } catch (DateTimeException e) {
      throw bad(column, "is no time of ISO 8601 with an offset");
    }
  }

  /** The value that a word of theirs stands for. */
  public <T> T one(String column, Map<String, T> meanings) {
    return Optional.ofNullable(meanings.get(text(column)))
        .orElseThrow(() -> bad(column, "has a word that nothing was said about"));
  }

  private ReconcileException bad(String column, String problem) {
    return new ReconcileException(
        "SEMEL-706", "line %d: column \"%s\" %s".formatted(line, column, problem));
  }
}
