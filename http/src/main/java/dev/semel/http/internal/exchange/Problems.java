// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.BodyRule;
import dev.semel.http.Selector;
import dev.semel.http.TransactionBinding;
import dev.semel.http.internal.key.Parsing;
import dev.semel.http.internal.record.HeaderPolicy;
import dev.semel.spi.Claims;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** All that is wrong with a configuration. */
public final class Problems {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,40}");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");
  private static final int UNGUESSABLE = 22;
  private static final int WAITERS_LIMIT = 10_000;
  private static final Duration WAIT_LIMIT = Duration.ofMinutes(10);
  private static final Duration LEASE_LIMIT = Duration.ofDays(1);
  private static final Duration SETTLING_LIMIT = Duration.ofMinutes(10);
  private static final int RESPONSE_LIMIT = 15 * 1024 * 1024;

  private final List<String> found = new ArrayList<>();

  private Problems() {}

  /** What is wrong with an API and its operations. */
  public static List<String> of(
      String name,
      List<Route> routes,
      @Nullable String alias,
      URI problemBase,
      int waitersMax,
      @Nullable String selfTestPath) {
    Problems problems = new Problems();
    problems.name("an API", name);
    if (alias != null
        && (!HEADER.matcher(alias).matches() || alias.equalsIgnoreCase(Exchange.KEY))) {
      problems.add("the alias header is \"%s\", which is no other header", alias);
    }
    if (problemBase.toString().isEmpty()) {
      problems.add("the base of the problems is empty");
    }
    if (waitersMax < 0 || waitersMax > WAITERS_LIMIT) {
      problems.add("waitersMax is %d, allowed is 0 to %d (default 32)", waitersMax, WAITERS_LIMIT);
    }
    if (selfTestPath != null && !selfTestPath.startsWith("/")) {
      problems.add("the path of the self-test is \"%s\", it begins with /", selfTestPath);
    }
    problems.routes(routes);
    return problems.found;
  }

  /** What is wrong with how much the ledger keeps. */
  public static List<String> of(Claims claims, List<Route> routes) {
    return routes.stream()
        .map(Route::policy)
        .distinct()
        .filter(p -> (long) p.responseBytesMax + Kept.ROOM > claims.resultBytesMax())
        .map(
            p ->
                ("SEMEL-512 %s: responseBytesMax is %d, and with %d for the status and the headers"
                        + " that is more than the ledger takes as a result (resultBytesMax, %d): its"
                        + " largest answers could never be kept. Raise the one or lower the other")
                    .formatted(p.name, p.responseBytesMax, Kept.ROOM, claims.resultBytesMax()))
        .toList();
  }

  /** What is wrong with where the effects go. */
  public static List<String> of(
      @Nullable TransactionBinding binding, Claims claims, List<Route> routes) {
    boolean transactions =
        routes.stream().anyMatch(r -> r.policy().effects instanceof Effects.InTransaction);
    if (binding == null || !transactions || claims.on(binding.dataSource())) {
      return List.of();
    }
    return List.of(
        "SEMEL-502 the application works on another DataSource than the one the ledger is in, so its"
            + " effects and its answers would commit apart: give both the same, or declare the"
            + " operations untracked");
  }

  private void routes(List<Route> routes) {
    if (routes.isEmpty()) {
      add("no operation, so nothing would be protected");
    }
    Set<String> shapes = new HashSet<>();
    Set<Policy> seen = new HashSet<>();
    for (Route route : routes) {
      if (!METHODS.contains(route.method())) {
        add(
            "%s %s: keys have a meaning for POST, PUT, PATCH and DELETE only",
            route.method(), route.template());
      }
      if (!route.template().startsWith("/")) {
        add("the path \"%s\" does not begin with /", route.template());
      }
      if (!shapes.add(route.shape())) {
        add("%s %s is there twice", route.method(), route.template());
      }
      if (seen.add(route.policy())) {
        policy(route.policy());
      }
    }
  }

  private void policy(Policy p) {
    name("an operation", p.name);
    if (p.name.equals(Api.SELF_TEST)) {
      add("%s is the name of the self-test", p.name);
    }
    between(p, "waitingUpTo", p.wait, Duration.ZERO, WAIT_LIMIT);
    between(
        p, "keepingResponsesFor", p.keepResponses, Duration.ofSeconds(1), Duration.ofDays(3650));
    between(p, "bodyTimeMax", p.bodyTimeMax, Duration.ofMillis(1), Duration.ofHours(24));
    if (p.keyLengthMin < 1 || p.keyLengthMin > Parsing.LENGTH_MAX) {
      add("%s: keyLengthMin is %d, allowed is 1 to %d", p.name, p.keyLengthMin, Parsing.LENGTH_MAX);
    }
    if (p.bodyBytesMax < 0) {
      add("%s: bodyBytesMax is %d", p.name, p.bodyBytesMax);
    }
    if (p.responseBytesMax < 0 || p.responseBytesMax > RESPONSE_LIMIT) {
      add(
          "%s: responseBytesMax is %d, allowed is 0 to %d (default 32768)",
          p.name, p.responseBytesMax, RESPONSE_LIMIT);
    }
    if (p.heldBytesMax < p.responseBytesMax) {
      add(
          "%s: heldBytesMax is %d, less than the %d of responseBytesMax",
          p.name, p.heldBytesMax, p.responseBytesMax);
    }
    between(p, "settlingUpTo", p.settling, Duration.ZERO, SETTLING_LIMIT);
    anonymous(p);
    effects(p);
    headers(p);
    comparison(p);
  }

  private void anonymous(Policy p) {
    if (p.anonymous && p.callers == null) {
      add(
          "SEMEL-505 %s may be called anonymously and nothing says whose its keys are (callersBy)",
          p.name);
    }
    if (p.anonymous && p.keyLengthMin < UNGUESSABLE) {
      add(
          "SEMEL-505 %s may be called anonymously with keys of %d characters, which can be guessed:"
              + " keyLengthMin must be %d or more",
          p.name, p.keyLengthMin, UNGUESSABLE);
    }
  }

  private void effects(Policy p) {
    if (p.effects instanceof Effects.Untracked untracked) {
      between(p, "the lease", untracked.lease(), Duration.ofSeconds(1), LEASE_LIMIT);
      if (p.rerun && p.resolver != null) {
        add("%s: reRunningWhenUnknown and resolving contradict each other", p.name);
      }
      return;
    }
    if (!p.settling.equals(Policy.SETTLING_DEFAULT)) {
      add("%s: settlingUpTo is for untracked operations; others do not answer before", p.name);
    }
    if (p.rerun || p.resolver != null || p.openWhenUnreachable) {
      add(
          "%s: reRunningWhenUnknown, resolving and openWhenUnreachable are for untracked operations;"
              + " what is in the transaction is never unknown",
          p.name);
    }
  }

  private void headers(Policy p) {
    for (String header : HeaderPolicy.refused(p.storedHeaders)) {
      add("%s: the header \"%s\" is never kept with an answer", p.name, header);
    }
    for (String header : p.comparedHeaders) {
      if (!HEADER.matcher(header).matches()) {
        add("%s: \"%s\" is no header to compare", p.name, header);
      }
    }
  }

  private void comparison(Policy p) {
    p.ignored.stream()
        .filter(s -> !fits(s, p.bodyRule))
        .forEach(
            s ->
                add(
                    "%s: %s can select nothing where bodies are compared by %s",
                    p.name, s, p.bodyRule));
  }

  private static boolean fits(Selector selector, @Nullable BodyRule rule) {
    return rule == null
        ? selector.fits(BodyRule.RAW) || selector.fits(BodyRule.MULTIPART)
        : selector.fits(rule);
  }

  private void name(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      add("the name of %s is \"%s\"; it has 1 to 40 of A-Z a-z 0-9 . _ -", what, name);
    }
  }

  private void between(Policy p, String what, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      add("%s: %s is %s, allowed is %s to %s", p.name, what, value, least, most);
    }
  }

  @SuppressWarnings("AnnotateFormatMethod") // That annotation would be a dependency.
  private void add(String words, @Nullable Object... values) {
    found.add(words.formatted(values));
  }
}
