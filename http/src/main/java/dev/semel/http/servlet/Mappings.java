// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** For which requests a container asks our filters, as far as it tells. Immutable. */
record Mappings(Set<String> patterns) {
  /** All filters of this class count: an application may have mapped several. */
  static Mappings of(ServletContext context) {
    Map<String, ? extends ServletRegistration> servlets = context.getServletRegistrations();
    Set<String> patterns = new TreeSet<>();
    for (FilterRegistration filter : context.getFilterRegistrations().values()) {
      if (IdempotencyFilter.class.getName().equals(filter.getClassName())) {
        patterns.addAll(filter.getUrlPatternMappings());
        filter
            .getServletNameMappings()
            .forEach(name -> patterns.addAll(patterns(servlets.get(name))));
      }
    }
    return new Mappings(patterns);
  }

  /** The default servlet gets whatever no other does, for a filter that would be one path. */
  private static List<String> patterns(@Nullable ServletRegistration servlet) {
    return servlet == null
        ? List.of()
        : servlet.getMappings().stream().map(p -> p.equals("/") ? "/*" : p).toList();
  }

  /** Whether some request to this path, or template of one, comes to the filter. */
  boolean cover(String template) {
    return patterns.stream().anyMatch(pattern -> covers(pattern, template));
  }

  private static boolean covers(String pattern, String template) {
    if (pattern.endsWith("/*")) {
      return isUnder(pattern.substring(0, pattern.length() - 2), template);
    } else if (pattern.startsWith("*.")) {
      return template.endsWith("}") || template.endsWith(pattern.substring(1));
    }
    return same(pattern.split("/", -1), template.split("/", -1));
  }

  private static boolean isUnder(String prefix, String template) {
    String[] segments = template.split("/", -1);
    String[] first = prefix.split("/", -1);
    return segments.length >= first.length && same(first, Arrays.copyOf(segments, first.length));
  }

  private static boolean same(String[] path, String[] template) {
    if (path.length != template.length) {
      return false;
    }
    for (int i = 0; i < path.length; i++) {
      if (!template[i].equals(path[i]) && !template[i].startsWith("{")) {
        return false;
      }
    }
    return true;
  }
}
