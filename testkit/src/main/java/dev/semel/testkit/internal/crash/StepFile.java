// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The steps of lives in other JVMs, a line each, written before the call is made, so that they are
 * known when the JVM is not there any more. Thread-safe for appending.
 */
final class StepFile {
  private static final String STEP = "step";
  private static final String SESSION = "session";

  private final Path file;

  StepFile(Path file) {
    this.file = file;
  }

  void append(Step step) {
    Call call = step.call();
    StackTraceElement site = call.site();
    Delivered delivered = step.delivered();
    write(
        STEP,
        step.number(),
        step.life(),
        step.before(),
        step.failure(),
        step.death(),
        call.kind(),
        call.resource(),
        call.connection(),
        call.text(),
        call.autocommit(),
        site == null ? null : site.getClassName(),
        site == null ? null : site.getMethodName(),
        site == null ? null : site.getFileName(),
        site == null ? 0 : site.getLineNumber(),
        step.answer(),
        delivered == null ? null : delivered.id(),
        delivered == null ? 0 : delivered.attempt());
  }

  void appendSession(long session) {
    write(SESSION, session);
  }

  List<Step> read() {
    return lines(STEP).map(StepFile::step).toList();
  }

  Set<Long> sessions() {
    return lines(SESSION).map(fields -> Long.valueOf(fields.get(1))).collect(Collectors.toSet());
  }

  private static Step step(List<@Nullable String> fields) {
    String className = fields.get(11);
    StackTraceElement site =
        className == null
            ? null
            : new StackTraceElement(className, fields.get(12), fields.get(13), number(fields, 14));
    Call call =
        new Call(
            CallKind.valueOf(fields.get(6)),
            fields.get(7),
            number(fields, 8),
            fields.get(9),
            Boolean.parseBoolean(fields.get(10)),
            site);
    String delivered = fields.get(16);
    return new Step(
        number(fields, 1),
        number(fields, 2),
        Boolean.parseBoolean(fields.get(3)),
        call,
        fields.get(4),
        fields.get(15),
        delivered == null ? null : new Delivered(delivered, number(fields, 17)),
        Boolean.parseBoolean(fields.get(5)));
  }

  private static int number(List<@Nullable String> fields, int at) {
    return Integer.parseInt(fields.get(at));
  }

  private Stream<List<@Nullable String>> lines(String kind) {
    if (!Files.exists(file)) {
      return Stream.of();
    }
    try {
      return Files.readAllLines(file).stream()
          .map(StepFile::decoded)
          .filter(fields -> kind.equals(fields.get(0)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized void write(@Nullable Object... fields) {
    String line = Stream.of(fields).map(StepFile::encoded).collect(Collectors.joining(" "));
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(@Nullable Object field) {
    return field == null
        ? "-"
        : "="
            + Base64.getEncoder().encodeToString(field.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static List<@Nullable String> decoded(String line) {
    List<@Nullable String> fields = new java.util.ArrayList<>();
    for (String field : line.split(" ", -1)) {
      fields.add(
          field.equals("-")
              ? null
              : new String(Base64.getDecoder().decode(field.substring(1)), StandardCharsets.UTF_8));
    }
    return fields;
  }
}
