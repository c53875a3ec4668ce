// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the reference application compares: everything, each field with its length before it. */
record Compared(Set<Mistake> mistakes) {
  private static final int SOME = 65_536;

  String of(Heard heard, Operation operation) {
    List<String> fields = new ArrayList<>();
    boolean bodyOnly = heard.body().length == 0 && has(Mistake.COMPARES_NOTHING_WITHOUT_A_BODY);
    fields.add(has(Mistake.DOES_NOT_COMPARE_METHODS) ? "" : heard.method());
    fields.add(bodyOnly ? "" : operation.name());
    fields.add(bodyOnly || has(Mistake.DOES_NOT_COMPARE_PATHS) ? "" : heard.rawPath());
    fields.add(bodyOnly || has(Mistake.DOES_NOT_COMPARE_QUERIES) ? "" : query(heard.query()));
    fields.add(has(Mistake.DOES_NOT_COMPARE_MEDIA_TYPES) ? "" : mediaType(heard));
    fields.add(has(Mistake.DOES_NOT_COMPARE_VERSIONS) ? "" : heard.header("API-Version"));
    fields.add(has(Mistake.DOES_NOT_COMPARE_BODIES) ? "" : body(heard, operation));
    return glued(fields);
  }

  private static String glued(List<String> fields) {
    StringBuilder all = new StringBuilder();
    fields.forEach(field -> all.append(field.length()).append(':').append(field));
    return all.toString();
  }

  private static String mediaType(Heard heard) {
    return heard.header("Content-Type").split(";", 2)[0];
  }

  private String query(String raw) {
    TreeMap<String, List<String>> sorted = new TreeMap<>();
    String query =
        has(Mistake.DECODES_BEFORE_IT_SPLITS)
            ? URLDecoder.decode(raw, StandardCharsets.UTF_8)
            : raw;
    for (String pair : query.split("&")) {
      String[] both = pair.split("=", 2);
      sorted
          .computeIfAbsent(both[0], name -> new ArrayList<>())
          .add(both.length > 1 ? both[1] : "");
    }
    List<String> fields = new ArrayList<>();
    sorted.forEach((name, values) -> fields.add(glued(List.of(name, glued(values)))));
    return glued(fields);
  }

  private String body(Heard heard, Operation operation) {
    String text = new String(heard.body(), StandardCharsets.ISO_8859_1);
    if (mediaType(heard).equals("multipart/form-data") && !has(Mistake.COMPARES_RAW_MULTIPART)) {
      return glued(heard.parts());
    } else if (operation == Operation.CANONICAL) {
      return canonical(text);
    } else if (operation == Operation.IGNORING) {
      return text.replaceAll(",\"sentAt\":\"[^\"]*\"", "");
    } else if (has(Mistake.COMPARES_PARSED_JSON)
        && text.startsWith("{")
        && operation == Operation.CHARGES) {
      return text.replaceAll("\\s", "");
    } else if (has(Mistake.COMPARES_THE_FIRST_64_KIB)) {
      return text.substring(0, Math.min(SOME, text.length()));
    }
    return text;
  }

  /** Enough for the kit: members in order of their text, white space left out. */
  private static String canonical(String json) {
    String dense = json.replaceAll("\\s", "");
    List<String> names =
        Pattern.compile("\"(\\w+)\":").matcher(dense).results().map(m -> m.group(1)).toList();
    if (names.stream().distinct().count() < names.size()) {
      return json;
    }
    String[] pieces =
        Arrays.stream(dense.split("[{},]"))
            .filter(piece -> !piece.isEmpty())
            .sorted()
            .toArray(String[]::new);
    return String.join(",", pieces);
  }

  private boolean has(Mistake mistake) {
    return mistakes.contains(mistake);
  }
}
