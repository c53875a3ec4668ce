// SPDX-License-Identifier: Apache-2.0
package dev.semel.recipe;

import dev.semel.internal.sql.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks what callers say about a row against the columns they named. */
final class Rows {
  private Rows() {}

  static List<?> key(Target target, Object key) {
    List<?> parts = target.keys().size() > 1 && key instanceof List<?> list ? list : List.of(key);
    if (parts.size() != target.keys().size()) {
      throw new IllegalArgumentException(
          "%s is keyed by %s: give a List with a value for each, got %d"
              .formatted(target.table(), target.keys(), parts.size()));
    }
    for (Object part : parts) {
      Objects.requireNonNull(part, "a part of the key");
    }
    return List.copyOf(parts);
  }

  static List<@Nullable Object> values(Target target, List<? extends @Nullable Object> values) {
    if (values.size() != target.columns().size()) {
      throw new IllegalArgumentException(
          "%s is to be set in %s: give a value for each, got %d"
              .formatted(target.table(), target.columns(), values.size()));
    }
    return Collections.unmodifiableList(new ArrayList<@Nullable Object>(values));
  }
}
