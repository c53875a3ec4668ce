// SPDX-License-Identifier: Apache-2.0
package dev.semel.http;

import java.util.Locale;

/**
 * A place in a request that differs between two attempts and means nothing, such as a time stamp or
 * a signature: it is left out when they are compared. Immutable.
 *
 * @param place where it is
 * @param name of it there: for JSON a pointer of RFC 6901
 */
public record Selector(Place place, String name) {
  /** Where a selector looks. */
  public enum Place {
    JSON,
    FIELD,
    QUERY,
    HEADER
  }

  public Selector {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a selector without a name selects everything");
    }
    if (place == Place.JSON && !isPointer(name)) {
      throw new IllegalArgumentException("not a JSON pointer: " + name);
    }
    if (place == Place.HEADER) {
      name = name.toLowerCase(Locale.ROOT);
    }
  }

  /** A member or an element of a JSON body, such as {@code /meta/sentAt}; no wildcards. */
  public static Selector json(String pointer) {
    return new Selector(Place.JSON, pointer);
  }

  /** A field of a form or a part of a multipart body. */
  public static Selector field(String name) {
    return new Selector(Place.FIELD, name);
  }

  /** A parameter of the query. */
  public static Selector query(String name) {
    return new Selector(Place.QUERY, name);
  }

  /** A header that is compared otherwise; {@code Content-Type} always is. */
  public static Selector header(String name) {
    return new Selector(Place.HEADER, name);
  }

  private static boolean isPointer(String name) {
    return name.matches("(?:/(?:[^~/]|~[01])*+)++");
  }

  /** Whether it can select anything where bodies are compared by this rule. */
  public boolean fits(BodyRule rule) {
    return switch (place) {
      case JSON -> rule == BodyRule.JSON_CANONICAL;
      case FIELD -> rule == BodyRule.FORM || rule == BodyRule.MULTIPART;
      case QUERY, HEADER -> true;
    };
  }

  @Override
  public String toString() {
    return place.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
