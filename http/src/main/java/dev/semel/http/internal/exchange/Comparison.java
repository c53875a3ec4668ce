// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.Fingerprint;
import dev.semel.http.Body;
import dev.semel.http.BodyRule;
import dev.semel.http.Incoming;
import dev.semel.http.internal.fingerprint.BodyDigest;
import dev.semel.http.internal.fingerprint.Fingerprints;
import dev.semel.http.internal.fingerprint.RequestFacts;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request is compared by, in any version of the rules. */
record Comparison(RequestFacts facts, BodyDigest body) {
  static Comparison of(Policy policy, Route.Match match, Incoming request, Body body)
      throws IOException {
    List<String> types = request.headers("Content-Type");
    String type = types.isEmpty() ? null : types.get(0);
    RequestFacts.Builder facts =
        RequestFacts.of(request.method(), policy.name, request.path())
            .query(request.query())
            .mediaType(type)
            .ignoring(policy.ignored);
    match.variables().forEach(facts::variable);
    policy.comparedHeaders.forEach(name -> facts.header(name, request.headers(name)));
    BodyRule rule = policy.bodyRule == null ? BodyRule.forMediaType(type) : policy.bodyRule;
    BodyDigest digest =
        BodyDigest.of(
            rule, type, policy.ignored.stream().filter(s -> s.fits(rule)).toList(), readable(body));
    return new Comparison(facts.build(), digest);
  }

  /** By the rules that new requests are recorded with. */
  Fingerprint latest() {
    return Fingerprints.of(Fingerprints.LATEST, facts, body);
  }

  /** By the rules of the recorded one; a row without a fingerprint is nobody's request. */
  Fingerprints.Match with(@Nullable Fingerprint recorded) {
    return recorded == null
        ? Fingerprints.Match.DIFFERENT
        : Fingerprints.compare(recorded, facts, body);
  }

  private static BodyDigest.Body readable(Body body) {
    return new BodyDigest.Body() {
      @Override
      public long size() {
        return body.length();
      }

      @Override
      public InputStream open() throws IOException {
        return body.open();
      }
    };
  }
}
