// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Reads what {@link HistoryFile} wrote, and refuses what it cannot have written. */
final class HistoryFiles {
  private static final int FIELDS = 4;
  private static final int FIELDS_WITH_KEY = 6;

  private final Path file;
  private final History part;
  private String process;
  private long lines;

  private HistoryFiles(Path file, History part) {
    this.file = file;
    this.part = part;
    this.process = "";
  }

  /** One history per file, in the order of the names. */
  static List<History> read(Path directory) {
    try (Stream<Path> listed = Files.list(directory)) {
      List<Path> files =
          listed.filter(path -> path.toString().endsWith(HistoryFile.SUFFIX)).sorted().toList();
      if (files.isEmpty()) {
        throw new TestkitException(
            Code.HISTORY_FILE,
            "there is no file *%s in %s: no process of the run has recorded anything there, which"
                    .formatted(HistoryFile.SUFFIX, directory)
                + " proves nothing. Give them the same directory");
      }
      List<History> parts = new ArrayList<>();
      for (Path path : files) {
        parts.add(readFile(path));
      }
      return parts;
    } catch (IOException e) {
      throw new TestkitException(
          Code.HISTORY_FILE, "the histories in %s cannot be read: %s".formatted(directory, e), e);
    }
  }

  private static History readFile(Path path) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      History part = History.inMemory();
      HistoryFiles reader = new HistoryFiles(path, part);
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == '\n') {
          reader.line(line.toByteArray());
          line.reset();
        } else {
          line.write(b);
        }
      }
      // no end of line: the process died in that write, and even a number may be cut short
      if (line.size() > 0 || reader.lines == 0) {
        part.addTorn();
      }
      return part;
    }
  }

  private void line(byte[] bytes) {
    lines++;
    String line = decode(bytes);
    if (lines == 1) {
      if (!line.startsWith(HistoryFile.HEADER)) {
        throw malformed("its first line is not '" + HistoryFile.HEADER.strip() + " <process>'");
      }
      process = line.substring(HistoryFile.HEADER.length());
      return;
    }
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS && fields.length != FIELDS_WITH_KEY) {
      throw malformed("it has %d fields, not 4 or 6".formatted(fields.length));
    }
    boolean keyed = fields.length == FIELDS_WITH_KEY;
    part.replay(
        new Event(
            number(fields[0], "time"),
            process,
            constant(Kind.class, fields[1]),
            constant(Phase.class, fields[2]),
            unescape(fields[3]),
            keyed ? unescape(fields[4]) : null,
            keyed ? number(fields[5], "sequence") : 0));
  }

  private String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8");
    }
  }

  private long number(String field, String what) {
    try {
      return Long.parseLong(field);
    } catch (NumberFormatException e) {
      throw malformed("its " + what + " is not a number");
    }
  }

  private <E extends Enum<E>> E constant(Class<E> type, String field) {
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(field)) {
        return value;
      }
    }
    throw malformed(
        "its %s is none that a history has"
            .formatted(type.getSimpleName().toLowerCase(Locale.ROOT)));
  }

  private String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder text = new StringBuilder(field.length());
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      text.append(c == '\\' ? escaped(i + 1 < field.length() ? field.charAt(++i) : 0) : c);
    }
    return text.toString();
  }

  private char escaped(int letter) {
    return switch (letter) {
      case '\\' -> '\\';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> throw malformed("it has a backslash before what is never escaped");
    };
  }

  private TestkitException malformed(String why) {
    return new TestkitException(
        Code.HISTORY_MALFORMED,
        "line %d of %s is not a line of a history: %s. Only the last line of a file may be torn, by"
                .formatted(lines, file, why)
            + " the death of its process; what follows a bad line cannot be trusted. Was the file"
            + " edited, or written by something else?");
  }
}
