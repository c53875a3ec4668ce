// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A request of which everything was read. */
record Heard(HttpExchange exchange, String caller, byte[] body) {
  String method() {
    return exchange.getRequestMethod();
  }

  String rawPath() {
    return exchange.getRequestURI().getRawPath();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  String query() {
    String query = exchange.getRequestURI().getRawQuery();
    return query == null ? "" : query;
  }

  String header(String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  List<String> lines(String name) {
    List<String> lines = exchange.getRequestHeaders().get(name);
    return lines == null ? List.of() : lines;
  }

  String caseName() {
    return header("Conformance-Case");
  }

  List<String> steps() {
    return Arrays.stream(header("Conformance").split(",")).map(String::strip).toList();
  }

  boolean does(String step) {
    return steps().contains(step);
  }

  Optional<Integer> number(String step) {
    return steps().stream()
        .filter(s -> s.startsWith(step + "="))
        .map(s -> Integer.parseInt(s.substring(step.length() + 1)))
        .findFirst();
  }

  String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  /** The parts of a multipart body, from one boundary to the next. */
  List<String> parts() {
    String type = header("Content-Type");
    String boundary = "--" + type.substring(type.indexOf("boundary=") + 9);
    return Arrays.stream(text().split(java.util.regex.Pattern.quote(boundary)))
        .filter(part -> part.contains("Content-Disposition"))
        .toList();
  }
}
