// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.record;

import dev.semel.http.Problem;
import dev.semel.http.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A problem as RFC 9457 writes it; its schema is {@code META-INF/semel/http/problem.schema.json}.
 */
public final class ProblemBody {
  public static final String CONTENT_TYPE = "application/problem+json";

  private ProblemBody() {}

  /**
   * The body, in UTF-8.
   *
   * @param base what the types begin with, such as {@code https://api.example.com/problems/}
   * @param detail about this one request, for a person; never what was sent
   * @param extra members of this kind of problem: text, whole numbers, true or false
   */
  public static byte[] json(
      Problem problem, URI base, @Nullable String detail, Map<String, Object> extra) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", type(problem, base).toString());
    members.put("title", problem.title());
    members.put("status", problem.status());
    if (detail != null) {
      members.put("detail", detail);
    }
    members.put("code", problem.code());
    members.put("retryable", problem.retryable());
    extra.forEach(
        (name, value) -> {
          if (name.equals("detail") || members.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("a problem has a %s of its own".formatted(name));
          }
        });
    return Json.object(members).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The whole answer, which no cache may keep. Who forgot the key is told where it is described.
   *
   * @param more headers of this one answer, such as {@code Retry-After}
   */
  public static Reply reply(
      Problem problem,
      URI base,
      @Nullable String detail,
      Map<String, Object> extra,
      Reply.Header... more) {
    List<Reply.Header> headers = new ArrayList<>();
    headers.add(new Reply.Header("Content-Type", CONTENT_TYPE));
    headers.add(new Reply.Header("Cache-Control", "no-store"));
    if (problem == Problem.KEY_MISSING) {
      String link = "<%s>; rel=\"describedby\"".formatted(type(problem, base).toASCIIString());
      headers.add(new Reply.Header("Link", link));
    }
    headers.addAll(List.of(more));
    return new Reply(problem.status(), headers, json(problem, base, detail, extra));
  }

  /** What names this kind of problem. */
  public static URI type(Problem problem, URI base) {
    String start = base.toString();
    String between = start.isEmpty() || start.endsWith("/") || start.endsWith("#") ? "" : "/";
    return URI.create(start + between + problem.code());
  }
}
