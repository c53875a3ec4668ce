// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request as it will stand on the wire. Immutable: nobody writes to the body. */
final class Ask {
  private final Visit visit;
  private final String method;
  private final String path;
  private final List<String> lines;
  private final byte[] body;

  Ask(Visit visit, String method, String path, List<String> lines, byte[] body) {
    this.visit = visit;
    this.method = method;
    this.path = path;
    this.lines = lines;
    this.body = body;
  }

  /** The field line of the key, byte for byte. */
  Ask key(String value) {
    return line("Idempotency-Key: " + value);
  }

  /** Steps for the application to take. */
  Ask doing(String steps) {
    return header("Conformance", steps);
  }

  Ask by(String authorization) {
    return header("Authorization", authorization);
  }

  /** In place of what this header was. */
  Ask header(String name, String value) {
    return without(name).line(name + ": " + value);
  }

  Ask without(String name) {
    String start = name.toLowerCase(java.util.Locale.ROOT) + ":";
    return with(
        lines.stream()
            .filter(line -> !line.toLowerCase(java.util.Locale.ROOT).startsWith(start))
            .toList());
  }

  /** One more field line. */
  Ask line(String line) {
    List<String> more = new ArrayList<>(lines);
    more.add(line);
    return with(more);
  }

  Ask body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  Ask body(byte[] bytes) {
    return new Ask(visit, method, path, lines, bytes);
  }

  Ask type(String mediaType) {
    return header("Content-Type", mediaType);
  }

  Ask to(String otherPath) {
    return new Ask(visit, method, otherPath, lines, body);
  }

  Ask method(String other) {
    return new Ask(visit, other, path, lines, body);
  }

  private Ask with(List<String> others) {
    return new Ask(visit, method, path, List.copyOf(others), body);
  }

  Answer send() throws Unmet {
    return begin().answer();
  }

  /** Writes it and does not wait for the answer. */
  Pending begin() throws Unmet {
    return visit.begin(this);
  }

  String method() {
    return method;
  }

  String name() {
    return method + " " + path;
  }

  byte[] bytes() {
    boolean counted = lines.stream().noneMatch(line -> line.startsWith("Transfer-Encoding:"));
    return joined(head(counted), body);
  }

  byte[] head(boolean counted) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(visit.target().pathOf(path)).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(visit.target().base().getRawAuthority()).append("\r\n");
    lines.forEach(line -> head.append(line).append("\r\n"));
    if (counted && (body.length > 0 || !method.matches("GET|HEAD|OPTIONS"))) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  byte[] body() {
    return body;
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.write(part, 0, part.length);
    }
    return all.toByteArray();
  }
}
