// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An API and its endpoints. */
public record Api(
    String name,
    @Nullable String alias,
    URI problemBase,
    boolean keysPerOperation,
    @Nullable String selfTestPath,
    List<Route> routes) {
  public Api {
    List<Route> all = new ArrayList<>(routes);
    if (selfTestPath != null) {
      all.add(new Route("POST", selfTestPath, new Policy(SELF_TEST)));
    }
    routes = List.copyOf(all);
  }

  /** The operation behind the path of the self-test. */
  static final String SELF_TEST = "semel-self-test";

  Optional<Route.Match> match(String method, String path) {
    List<String> segments = Paths.segments(path);
    String verb = method.toUpperCase(Locale.ROOT);
    Route.Match best = null;
    for (Route route : routes) {
      if (!route.method().equals(verb)) {
        continue;
      }
      Optional<Map<String, String>> variables = route.match(segments);
      if (variables.isPresent() && (best == null || route.moreExactThan(best.route()))) {
        best = new Route.Match(route, variables.get());
      }
    }
    return Optional.ofNullable(best);
  }

  String scope(Policy policy) {
    return Exchange.SCOPE + name + (keysPerOperation ? ":" + policy.name : "");
  }
}
