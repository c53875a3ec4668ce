// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.csv;

import dev.semel.reconcile.ReconcileException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of RFC 4180, one by one: quoted fields with separators, quotes and line ends inside;
 * lines that end in CR LF or LF. What is not that is refused, and so is a record that does not end.
 * For one thread.
 */
public final class CsvParser {
  private static final int END = -1;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Reader in;
  private final char separator;
  private final int recordCharsMax;
  private final StringBuilder field = new StringBuilder();
  private int ahead;
  private long line = 1;
  private long recordLine = 1;
  private int recordChars;

  /** Reads from the beginning; the reader should have a buffer. */
  public CsvParser(Reader in, char separator, int recordCharsMax) {
    this.in = in;
    this.separator = separator;
    this.recordCharsMax = recordCharsMax;
    ahead = readOne();
    if (ahead == BYTE_ORDER_MARK) {
      ahead = readOne();
    }
  }

  /** The fields of the next record; null after the last. */
  public @Nullable List<String> next() {
    recordLine = line;
    recordChars = 0;
    if (ahead == END) {
      return null;
    }
    List<String> fields = new ArrayList<>();
    fields.add(field());
    while (ahead == separator) {
      advance();
      fields.add(field());
    }
    endOfRecord();
    return fields;
  }

  /** The line on which the last record began, from 1. */
  public long recordLine() {
    return recordLine;
  }

  private String field() {
    field.setLength(0);
    return ahead == '"' ? quoted() : plain();
  }

  private String plain() {
    while (ahead != separator && ahead != '\r' && ahead != '\n' && ahead != END) {
      if (ahead == '"') {
        throw malformed("has a quote inside a field that does not begin with one");
      }
      field.append((char) ahead);
      advance();
    }
    return field.toString();
  }

  private String quoted() {
    advance();
    while (true) {
      if (ahead == END) {
        throw malformed("has a quoted field that never ends");
      }
      char c = (char) ahead;
      advance();
      if (c != '"') {
        field.append(c);
      } else if (ahead == '"') {
        field.append('"');
        advance();
      } else {
        return field.toString();
      }
    }
  }

  private void endOfRecord() {
    if (ahead == '\r') {
      advance();
      if (ahead != '\n') {
        throw malformed("has a carriage return that ends no line");
      }
    }
    if (ahead == '\n') {
      advance();
    } else if (ahead != END) {
      throw malformed("has text after the quote that ends a field");
    }
  }

  private void advance() {
    if (++recordChars > recordCharsMax) {
      throw malformed("begins a record of more than %d characters".formatted(recordCharsMax));
    }
    if (ahead == '\n') {
      line++;
    }
    ahead = readOne();
  }

  private int readOne() {
    try {
      return in.read();
    } catch (CharacterCodingException e) {
      throw new ReconcileException(
          "SEMEL-706", "the file has bytes after line %d that are no text".formatted(line), e);
    } catch (IOException e) {
      throw new ReconcileException(
          "SEMEL-706", "the file cannot be read after line %d".formatted(line), e);
    }
  }

  private ReconcileException malformed(String problem) {
    return new ReconcileException("SEMEL-706", "line %d %s".formatted(recordLine, problem));
  }
}
