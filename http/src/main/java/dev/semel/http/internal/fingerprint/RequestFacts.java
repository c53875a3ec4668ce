// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.http.Selector;
import dev.semel.http.internal.digest.Parts;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All of a request that is compared, but its body. Immutable. */
public final class RequestFacts {
  private final String method;
  private final String operation;
  private final String path;
  private final Map<String, String> variables;
  private final Map<String, List<String>> headers;
  private final String query;
  private final @Nullable String mediaType;
  private final Set<String> ignoredQuery;
  private final Set<String> ignoredHeaders;

  private RequestFacts(Builder builder) {
    method = builder.method;
    operation = builder.operation;
    path = builder.path;
    variables = new TreeMap<>(builder.variables);
    headers = new TreeMap<>(builder.headers);
    query = builder.query;
    mediaType = builder.mediaType;
    ignoredQuery = names(builder.ignored, Selector.Place.QUERY);
    ignoredHeaders = names(builder.ignored, Selector.Place.HEADER);
  }

  /**
   * Begins with what every request has.
   *
   * @param operation the stable name of the operation
   * @param path as it was sent, neither decoded nor normalised
   */
  public static Builder of(String method, String operation, String path) {
    return new Builder(method, operation, path);
  }

  void into(Parts parts) {
    parts.tag('M').text(method).tag('O').text(operation).tag('P').text(path);
    parts.tag('V').number(variables.size());
    variables.forEach((name, value) -> parts.text(name).text(value));
    Pairs.of(query, ignoredQuery).into(parts.tag('Q'));
    MediaType.into(parts.tag('T'), ignoredHeaders.contains("content-type") ? null : mediaType);
    Map<String, List<String>> compared = headers;
    if (!ignoredHeaders.isEmpty()) {
      compared = new TreeMap<>(headers);
      compared.keySet().removeAll(ignoredHeaders);
    }
    parts.tag('H').number(compared.size());
    compared.forEach(
        (name, lines) -> {
          parts.text(name).number(lines.size());
          lines.forEach(parts::text);
        });
  }

  static Set<String> names(Collection<Selector> selectors, Selector.Place place) {
    if (selectors.isEmpty()) {
      return Set.of();
    }
    return selectors.stream()
        .filter(selector -> selector.place() == place)
        .map(Selector::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What is known of a request so far. For one thread. */
  public static final class Builder {
    private final String method;
    private final String operation;
    private final String path;
    private final Map<String, String> variables = new TreeMap<>();
    private final Map<String, List<String>> headers = new TreeMap<>();
    private String query = "";
    private @Nullable String mediaType;
    private Collection<Selector> ignored = List.of();

    private Builder(String method, String operation, String path) {
      this.method = method;
      this.operation = operation;
      this.path = path;
    }

    /** What the route took out of the path. */
    public Builder variable(String name, String value) {
      variables.put(name, value);
      return this;
    }

    /** All after the question mark, as it was sent. */
    public Builder query(@Nullable String sent) {
      query = sent == null ? "" : sent;
      return this;
    }

    /** The header {@code Content-Type}, as it was sent. */
    public Builder mediaType(@Nullable String sent) {
      mediaType = sent;
      return this;
    }

    /** All lines of a header that the operation compares; none is as if it had not been said. */
    public Builder header(String name, List<String> lines) {
      if (!lines.isEmpty()) {
        headers.put(name.toLowerCase(Locale.ROOT), lines.stream().map(String::strip).toList());
      }
      return this;
    }

    /** What is left out, of the query and the headers; see {@link BodyDigest} for the body. */
    public Builder ignoring(Collection<Selector> selectors) {
      ignored = List.copyOf(selectors);
      return this;
    }

    public RequestFacts build() {
      return new RequestFacts(this);
    }
  }
}
