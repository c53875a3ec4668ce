// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An endpoint: a method, a template of a path, and what the operation behind it wants. */
public final class Route {
  private final String method;
  private final String template;
  private final List<String> segments;
  private final Policy policy;

  public Route(String method, String template, Policy policy) {
    this.method = method;
    this.template = template;
    this.segments = Paths.segments(template);
    this.policy = policy;
  }

  public String method() {
    return method;
  }

  public String template() {
    return template;
  }

  public Policy policy() {
    return policy;
  }

  /** Two routes with the same shape cannot be told apart. */
  public String shape() {
    StringBuilder shape = new StringBuilder(method);
    segments.forEach(s -> shape.append('/').append(variable(s) ? "{}" : s));
    return shape.toString();
  }

  /** The variables of this path, if it is one of this route. */
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != segments.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new TreeMap<>();
    for (int i = 0; i < path.size(); i++) {
      String segment = segments.get(i);
      if (variable(segment)) {
        variables.put(segment.substring(1, segment.length() - 1), path.get(i));
      } else if (!segment.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** Which of two routes says more exactly what it is: the first that has no variable decides. */
  boolean moreExactThan(Route other) {
    for (int i = 0; i < segments.size(); i++) {
      boolean mine = variable(segments.get(i));
      if (mine != variable(other.segments.get(i))) {
        return !mine;
      }
    }
    return false;
  }

  private static boolean variable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  /** A route and what its variables are in a request. */
  record Match(Route route, Map<String, String> variables) {
    Policy policy() {
      return route.policy;
    }
  }
}
