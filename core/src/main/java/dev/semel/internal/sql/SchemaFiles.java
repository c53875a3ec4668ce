// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.ArrayList;
import java.util.List;

/** Splits a DDL file where a semicolon ends a line. The files are ours and keep to that. */
final class SchemaFiles {
  private SchemaFiles() {}

  static List<String> statements(String file) {
    List<String> statements = new ArrayList<>();
    for (String part : file.split(";[ \\t]*(\\r?\\n|$)", -1)) {
      if (part.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("--"))) {
        statements.add(part.strip());
      }
    }
    return statements;
  }
}
