// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Decision;
import dev.semel.http.Problem;
import dev.semel.http.Reply;
import dev.semel.http.internal.record.ProblemBody;
import dev.semel.http.internal.record.Recorded;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is said to one request, with the headers that belong to it. For one thread. */
final class Answers {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final Reply.Header RETRY_AFTER = new Reply.Header("Retry-After", "1");

  private final Exchange exchange;
  private final Policy policy;
  private final List<Reply.Header> echo = new ArrayList<>();

  Answers(Exchange exchange, Policy policy) {
    this.exchange = exchange;
    this.policy = policy;
  }

  /** From now on the key is said back, as the string it is. */
  void echo(String key) {
    String escaped = key.replace("\\", "\\\\").replace("\"", "\\\"");
    echo.add(new Reply.Header(Exchange.KEY, '"' + escaped + '"'));
  }

  Decision problem(Problem problem, @Nullable String detail) {
    exchange.telemetry.refused(policy.name, problem);
    return new Decision.Answer(reply(problem, detail, Map.of(), List.of()));
  }

  Decision unavailable(Recorded recorded) {
    exchange.telemetry.refused(policy.name, Problem.RESULT_UNAVAILABLE);
    Map<String, Object> extra = new LinkedHashMap<>();
    extra.put("originalStatus", recorded.status());
    List<Reply.Header> headers = new ArrayList<>();
    recorded
        .location()
        .ifPresent(
            location -> {
              extra.put("location", location);
              headers.add(new Reply.Header("Location", location));
            });
    if (recorded.body() instanceof Recorded.NotKept body && body.resource() != null) {
      extra.put("resourceId", body.resource());
    }
    return new Decision.Answer(reply(Problem.RESULT_UNAVAILABLE, null, extra, headers));
  }

  /** Instead of what the work answered. */
  Reply insteadOf(Problem problem) {
    exchange.telemetry.refused(policy.name, problem);
    return reply(problem, null, Map.of(), List.of());
  }

  Decision replay(Reply reply, Instant since) {
    List<Reply.Header> headers = new ArrayList<>(reply.headers());
    headers.addAll(marks(true));
    headers.add(
        new Reply.Header(
            "Idempotency-Expires", IMF_FIXDATE.format(since.plus(policy.keepResponses))));
    return new Decision.Answer(new Reply(reply.status(), headers, reply.body()));
  }

  /** What an answer of the work gets. */
  List<Reply.Header> marks(boolean replayed) {
    List<Reply.Header> headers = new ArrayList<>(echo);
    headers.add(new Reply.Header("Idempotent-Replayed", Boolean.toString(replayed)));
    return headers;
  }

  private Reply reply(
      Problem problem,
      @Nullable String detail,
      Map<String, Object> extra,
      List<Reply.Header> more) {
    List<Reply.Header> headers = new ArrayList<>(echo);
    headers.addAll(more);
    if (problem.retryable()) {
      headers.add(RETRY_AFTER);
    }
    return ProblemBody.reply(
        problem, exchange.api.problemBase(), detail, extra, headers.toArray(Reply.Header[]::new));
  }
}
