// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

import dev.semel.reconcile.internal.csv.CsvParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file of comma-separated values by RFC 4180, with a header. It must be in the order of the
 * references, by bytes: {@code LC_ALL=C sort} makes it so. Immutable; threads may share it if they
 * may share the function that reads a row.
 */
public final class CsvSource implements EntrySource {
  private static final int RECORD_CHARS_HIGHEST = 10_000_000;

  private final Path file;
  private final Function<? super CsvRow, Entry> reader;
  private final Charset charset;
  private final char separator;
  private final int recordCharsMax;

  private CsvSource(
      Path file,
      Function<? super CsvRow, Entry> reader,
      Charset charset,
      char separator,
      int recordCharsMax) {
    this.file = file;
    this.reader = reader;
    this.charset = charset;
    this.separator = separator;
    this.recordCharsMax = recordCharsMax;
  }

  /** A file in UTF-8 with commas, of records up to 64 Ki characters. */
  public static CsvSource of(Path file, Function<? super CsvRow, Entry> reader) {
    Objects.requireNonNull(reader, "reader");
    return new CsvSource(
        Objects.requireNonNull(file, "file"), reader, StandardCharsets.UTF_8, ',', 1 << 16);
  }

  /** The same in another encoding; what is not of that encoding is refused. */
  public CsvSource charset(Charset encoding) {
    Objects.requireNonNull(encoding, "encoding");
    return new CsvSource(file, reader, encoding, separator, recordCharsMax);
  }

  /** The same with another separator, such as a semicolon. */
  public CsvSource separator(char between) {
    if (between == '"' || (Character.isISOControl(between) && between != '\t')) {
      throw new IllegalArgumentException("SEMEL-701 no separator of fields");
    }
    return new CsvSource(file, reader, charset, between, recordCharsMax);
  }

  /** The same with records of up to so many characters. */
  public CsvSource recordCharsMax(int most) {
    if (most < 1 || most > RECORD_CHARS_HIGHEST) {
      throw new IllegalArgumentException(
          "SEMEL-701 recordCharsMax is %d, allowed is 1 to %d"
              .formatted(most, RECORD_CHARS_HIGHEST));
    }
    return new CsvSource(file, reader, charset, separator, most);
  }

  @Override
  public EntryCursor open(Window window) {
    BufferedReader in;
    try {
      in = Files.newBufferedReader(file, charset);
    } catch (IOException e) {
      throw new ReconcileException("SEMEL-706", "the file cannot be opened", e);
    }
    try {
      return new Rows(in, new CsvParser(in, separator, recordCharsMax), reader);
    } catch (RuntimeException e) {
      close(in);
      throw e;
    }
  }

  private static void close(Reader in) {
    try {
      in.close();
    } catch (IOException e) {
      throw new ReconcileException("SEMEL-706", "the file cannot be closed", e);
    }
  }

  private static final class Rows implements EntryCursor {
    private final Reader in;
    private final CsvParser parser;
    private final Function<? super CsvRow, Entry> reader;
    private final Map<String, Integer> columns = new LinkedHashMap<>();

    Rows(Reader in, CsvParser parser, Function<? super CsvRow, Entry> reader) {
      this.in = in;
      this.parser = parser;
      this.reader = reader;
      List<String> header = parser.next();
      if (header == null) {
        throw new ReconcileException("SEMEL-706", "the file is empty; not even a header is there");
      }
      for (String column : header) {
        if (columns.put(column, columns.size()) != null) {
          throw new ReconcileException(
              "SEMEL-706", "the header has two columns \"%s\"".formatted(column));
        }
      }
    }

    @Override
    public @Nullable Entry next() {
      List<String> fields = parser.next();
      while (fields != null && isBlank(fields)) {
        fields = parser.next();
      }
      return fields == null ? null : entry(fields);
    }

    /** An empty line; in a file of one column it is an empty field. */
    private boolean isBlank(List<String> fields) {
      return columns.size() > 1 && fields.size() == 1 && fields.get(0).isEmpty();
    }

    private Entry entry(List<String> fields) {
      long line = parser.recordLine();
      if (fields.size() != columns.size()) {
        throw new ReconcileException(
            "SEMEL-706",
            "line %d has %d fields, and the header has %d"
                .formatted(line, fields.size(), columns.size()));
      }
      try {
        return reader.apply(new CsvRow(columns, fields, line));
      } catch (IllegalArgumentException e) {
        throw new ReconcileException("SEMEL-706", "line %d is no entry".formatted(line), e);
      }
    }

    @Override
    public Optional<Instant> completeTo() {
      return Optional.empty();
    }

    @Override
    public long position() {
      return parser.recordLine();
    }

    @Override
    public String unit() {
      return "line";
    }

    @Override
    public void close() {
      CsvSource.close(in);
    }
  }
}
