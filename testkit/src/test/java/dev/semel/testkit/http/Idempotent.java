// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import dev.semel.testkit.http.Disk.Entry;
import dev.semel.testkit.http.Disk.State;
import dev.semel.testkit.http.ReferenceApplication.Transaction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The layer above the application: decides for each request whether it runs. */
final class Idempotent {
  private static final List<String> KEPT =
      List.of(
          "Content-Type",
          "Content-Language",
          "Content-Location",
          "Location",
          "ETag",
          "Last-Modified",
          "Link",
          "Charge-Number");
  private static final long WAIT_NANOS = 5_000_000_000L;

  private final ReferenceApplication app;
  private final Disk disk;
  private final Keys keys;
  private final Compared compared;
  private final Set<String> early = ConcurrentHashMap.newKeySet();

  Idempotent(ReferenceApplication app) {
    this.app = app;
    this.disk = app.disk;
    this.keys = new Keys(app.mistakes);
    this.compared = new Compared(app.mistakes);
  }

  boolean claimEarly(String id) {
    return !id.isEmpty() && early.add(id);
  }

  boolean claimedEarly(String id) {
    return early.contains(id);
  }

  void releaseEarly(String id) {
    early.remove(id);
  }

  /** Null if it was sent already. */
  Reply answer(Heard heard, Operation operation) throws IOException {
    if (heard.method().equals("OPTIONS")) {
      return Reply.of(204, "");
    } else if (unprotected(heard, operation)) {
      Reply alone = alone(heard, operation);
      return heard.lines("Idempotency-Key").isEmpty()
          ? alone
          : alone.with("Idempotency-Status", "ignored");
    }
    try {
      Optional<String> key =
          keys.of(heard, operation == Operation.STRICT, operation == Operation.LONG_KEYS ? 22 : 0);
      if (key.isPresent()) {
        return decided(heard, operation, key.get());
      } else if (operation == Operation.OPTIONAL || has(Mistake.RUNS_UNPROTECTED_WITHOUT_A_KEY)) {
        return alone(heard, operation);
      }
      return refused(400, "key-missing").with("Link", "</docs>; rel=\"describedby\"");
    } catch (Keys.Refused e) {
      return refused(400, e.getMessage());
    }
  }

  private boolean unprotected(Heard heard, Operation operation) {
    return switch (heard.method()) {
      case "GET" -> !has(Mistake.TAKES_KEYS_FROM_GET);
      case "HEAD" -> !has(Mistake.HEAD_BURNS_THE_KEY);
      case "PUT" -> operation != Operation.ANNOTATED;
      default -> operation == Operation.UNSUPPORTED;
    };
  }

  private Reply alone(Heard heard, Operation operation) {
    Transaction tx = new Transaction(disk, false);
    Reply reply = app.work(heard, operation, tx);
    tx.commit();
    return reply;
  }

  private Reply refused(int status, String code) {
    Reply problem = Reply.problem(status, code);
    return has(Mistake.ERRORS_ARE_PLAIN_TEXT)
        ? problem.with("Content-Type", "text/plain")
        : problem;
  }

  // --- who runs

  private Reply decided(Heard heard, Operation operation, String key) throws IOException {
    String id = scope(heard) + '|' + key;
    id += has(Mistake.KEYS_PER_PATH) ? heard.rawPath() : "";
    String fingerprint = compared.of(heard, operation);
    Entry mine;
    synchronized (disk) {
      if (!app.storeUp) {
        return has(Mistake.RUNS_WITHOUT_ITS_STORE)
            ? alone(heard, operation)
            : refused(503, "store-unavailable");
      }
      long end = System.nanoTime() + WAIT_NANOS;
      while (true) {
        Entry found = disk.records.get(id);
        if (found == null && isTooOld(heard)) {
          return refused(412, "outside-window");
        } else if (found == null || runsAgain(found, operation)) {
          mine = new Entry(fingerprint);
          mine.point = found == null ? 0 : found.point;
          disk.records.put(id, mine);
          break;
        } else if (!found.fingerprint.equals(fingerprint)) {
          return refused(422, "key-reused");
        } else if (found.state == State.RUNNING && operation == Operation.WAITING) {
          if (System.nanoTime() - end > 0 || !waited(end - System.nanoTime())) {
            return refused(409, "in-progress");
          }
        } else if (found.state == State.RUNNING && has(Mistake.RUNS_WHILE_ANOTHER_RUNS)) {
          mine = found;
          break;
        } else {
          return standing(heard, operation, id, found);
        }
      }
    }
    return run(heard, operation, id, mine);
  }

  private String scope(Heard heard) {
    if (has(Mistake.ONE_KEY_FOR_ALL_CALLERS)) {
      return "";
    }
    return has(Mistake.THE_TOKEN_IS_THE_CALLER) ? heard.header("Authorization") : heard.caller();
  }

  private static boolean isTooOld(Heard heard) {
    return HttpDate.of(heard.header("Idempotency-First-Sent"))
        .filter(sent -> sent.isBefore(Instant.now().minus(Duration.ofDays(90))))
        .isPresent();
  }

  private boolean waited(long nanos) {
    try {
      TimeUnit.NANOSECONDS.timedWait(disk, Math.max(1_000_000, nanos));
      return !app.dead;
    } catch (InterruptedException e) {
      return false;
    }
  }

  /** Whether a record that is there lets the work begin once more. */
  private boolean runsAgain(Entry found, Operation operation) {
    boolean leaseOver = found.state == State.RUNNING && found.leaseUntil <= Disk.now();
    if (leaseOver && operation.untracked()) {
      found.state = State.UNKNOWN;
    }
    return switch (found.state) {
      case RUNNING -> leaseOver && operation == Operation.JOURNAL;
      case UNKNOWN ->
          operation == Operation.RE_RUNNING
              || (has(Mistake.RUNS_AGAIN_WHAT_IS_UNKNOWN) && operation == Operation.UNTRACKED);
      case DONE ->
          (expired(found) && has(Mistake.RUNS_AGAIN_WHAT_EXPIRED))
              || (found.spoilt && has(Mistake.A_SPOILT_RECORD_RUNS_AGAIN))
              || (operation == Operation.SECRET && has(Mistake.RUNS_AGAIN_WHAT_WAS_NOT_STORED));
    };
  }

  private boolean expired(Entry found) {
    long since = has(Mistake.RETENTION_FROM_THE_ARRIVAL) ? found.arrived : found.settled;
    return since + Disk.RESPONSE_SECONDS <= Disk.now();
  }

  private Reply standing(Heard heard, Operation operation, String id, Entry found) {
    switch (found.state) {
      case RUNNING:
        if (has(Mistake.WAITER_DELETES_THE_OWNERS_RECORD)) {
          disk.records.remove(id);
        }
        Reply busy = refused(409, "in-progress");
        return has(Mistake.NO_RETRY_AFTER) ? busy.without("Retry-After") : busy;
      case UNKNOWN:
        if (operation == Operation.RESOLVING && disk.effects.contains(heard.caseName())) {
          store(heard, operation, found, Reply.of(201, "{\"id\":\"found\"}"));
          return replay(heard, found.stored);
        }
        return refused(409, "outcome-unknown");
      default:
        if (expired(found)) {
          return refused(410, "key-expired");
        } else if (found.spoilt) {
          return refused(500, "record-corrupt");
        } else if (found.stored != null) {
          return replay(heard, found.stored);
        } else if (operation == Operation.REBUILT) {
          return replay(heard, found.pointer);
        }
        return unavailable(found);
    }
  }

  private Reply unavailable(Entry found) {
    Reply gone = refused(410, "result-unavailable");
    String json = new Answer(410, List.of(), gone.body()).text();
    String more = json.replaceAll("}$", ",\"originalStatus\":" + found.pointer.status() + "}");
    return gone.body(ReferenceApplication.utf8(more))
        .with("Location", found.pointer.headers().get("Location"));
  }

  private Reply replay(Heard heard, Reply stored) {
    return marked(heard, stored, true);
  }

  private Reply marked(Heard heard, Reply reply, boolean replayed) {
    List<String> lines = new ArrayList<>(heard.lines("Idempotency-Key"));
    lines.addAll(heard.lines("X-Idempotency-Key"));
    Reply echoed = has(Mistake.DOES_NOT_ECHO) ? reply : reply.with("Idempotency-Key", lines.get(0));
    return has(Mistake.DOES_NOT_MARK)
        ? echoed
        : echoed.with("Idempotent-Replayed", String.valueOf(replayed));
  }

  // --- running

  private Reply run(Heard heard, Operation operation, String id, Entry mine) throws IOException {
    return switch (operation) {
      case JOURNAL -> journal(heard, id, mine);
      case ASYNC, ASYNC_TIMEOUT -> aside(heard, operation, id, mine);
      default -> ran(heard, operation, id, mine);
    };
  }

  private Reply ran(Heard heard, Operation operation, String id, Entry mine) throws IOException {
    Transaction tx = new Transaction(disk, operation.untracked());
    Reply reply;
    try {
      reply = app.work(heard, operation, tx);
    } catch (RuntimeException e) {
      boolean kept = has(Mistake.KEEPS_THE_CLAIM_AFTER_AN_EXCEPTION) && !operation.untracked();
      return kept ? Reply.of(500, "{}") : failed(operation, id, mine, Reply.of(500, "{}"));
    } catch (Error e) {
      return has(Mistake.CATCHES_EXCEPTIONS_ONLY)
          ? Reply.of(500, "{}")
          : failed(operation, id, mine, Reply.of(500, "{}"));
    }
    synchronized (disk) {
      return settled(heard, operation, id, mine, tx, reply);
    }
  }

  private Reply aside(Heard heard, Operation operation, String id, Entry mine) throws IOException {
    if (operation == Operation.ASYNC && has(Mistake.STORES_AN_EMPTY_ANSWER_OF_ASYNC_WORK)) {
      ran(heard, operation, id, mine);
      mine.stored = Reply.of(200, "");
      return replay(heard, mine.stored);
    }
    CompletableFuture<Reply> work =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return ran(heard, operation, id, mine);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            },
            app.threads);
    try {
      return work.get(operation == Operation.ASYNC ? 30_000 : 200, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      if (has(Mistake.FORGETS_WHEN_THE_SERVER_GAVE_UP)
          || has(Mistake.FENCES_WHEN_THE_SERVER_GAVE_UP)) {
        failed(operation, id, mine, null);
      }
      return Reply.of(503, "{}");
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two steps that stand at once; whoever comes later goes on behind the last one. */
  private Reply journal(Heard heard, String id, Entry mine) {
    Transaction outside = new Transaction(disk, true);
    app.begun(heard.caseName());
    if (mine.point == 0) {
      outside.write(false, heard.caseName());
      mine.point = 1;
    }
    try {
      heard.steps().forEach(step -> app.step(step, heard.caseName(), outside));
    } catch (RuntimeException e) {
      mine.leaseUntil = 0;
      return Reply.of(503, "{}").with("Retry-After", "1");
    }
    synchronized (disk) {
      if (app.dead || disk.records.get(id) != mine) {
        return Reply.of(503, "{}").with("Retry-After", "1");
      }
      outside.write(false, heard.caseName());
      Reply reply = app.replyOf(heard, Operation.JOURNAL);
      store(heard, Operation.JOURNAL, mine, reply);
      return marked(heard, reply, false);
    }
  }

  // --- settling

  private Reply settled(
      Heard heard, Operation operation, String id, Entry mine, Transaction tx, Reply reply)
      throws IOException {
    if (app.dead) {
      throw new IllegalStateException("the process is dead");
    } else if (disk.records.get(id) != mine) {
      if ((has(Mistake.WAITER_DELETES_THE_OWNERS_RECORD) && !operation.untracked())
          || (has(Mistake.THE_LATE_ONE_OVERWRITES) && operation.untracked())) {
        disk.records.put(id, mine);
      } else if (has(Mistake.FORGETS_WHEN_THE_SERVER_GAVE_UP)) {
        tx.commit();
        return reply;
      } else {
        return operation.untracked() ? reply : refused(503, "not-committed");
      }
    } else if (!app.storeUp) {
      return reply;
    }
    if (operation == Operation.STORING_ERRORS && reply.status() >= 500) {
      return stored(heard, operation, mine, reply);
    } else if (reply.status() >= 500) {
      return has(Mistake.STORES_500) && !operation.untracked()
          ? stored(heard, operation, mine, reply)
          : failed(operation, id, mine, reply);
    } else if (!isFinal(operation, tx, reply)) {
      if (has(Mistake.DOES_NOT_STORE_4XX) && !tx.retryable && !isRetryable(reply)) {
        tx.commit();
      }
      return failed(operation, id, mine, reply);
    } else if (reply.status() >= 400 && has(Mistake.ROLLS_BACK_4XX) && !operation.untracked()) {
      return stored(heard, operation, mine, reply);
    } else if (!tx.commit() && !answersAnyway(tx)) {
      return failed(operation, id, mine, refused(503, "not-committed"));
    }
    Reply answer = stored(heard, operation, mine, reply);
    return has(Mistake.FORGETS_WHEN_THE_CLIENT_IS_GONE) && operation == Operation.CHARGES
        ? sentAtOnce(heard, id, answer)
        : answer;
  }

  private boolean isFinal(Operation operation, Transaction tx, Reply reply) {
    boolean client = reply.status() >= 400;
    if (tx.retryable || (client && operation == Operation.NOT_STORING_CLIENT_ERRORS)) {
      return false;
    } else if (isRetryable(reply)) {
      return has(Mistake.STORES_429) && !operation.untracked();
    }
    return !client || !has(Mistake.DOES_NOT_STORE_4XX) || operation.untracked();
  }

  private static boolean isRetryable(Reply reply) {
    return Arrays.asList(408, 425, 429).contains(reply.status());
  }

  private boolean answersAnyway(Transaction tx) {
    return (tx.commitFails && has(Mistake.ANSWERS_BEFORE_THE_COMMIT))
        || (tx.rollbackOnly && has(Mistake.ANSWERS_WHAT_CAN_ONLY_BE_ROLLED_BACK));
  }

  private Reply sentAtOnce(Heard heard, String id, Reply answer) {
    try {
      app.send(heard.exchange(), answer);
    } catch (IOException e) {
      disk.records.remove(id);
    }
    return null;
  }

  private Reply failed(Operation operation, String id, Entry mine, Reply reply) {
    synchronized (disk) {
      if (disk.records.get(id) == mine) {
        if (operation.untracked()) {
          mine.state = State.UNKNOWN;
        } else {
          disk.records.remove(id);
        }
      }
      disk.notifyAll();
      return reply;
    }
  }

  private Reply stored(Heard heard, Operation operation, Entry mine, Reply reply) {
    store(heard, operation, mine, reply);
    return marked(heard, reply, false);
  }

  private void store(Heard heard, Operation operation, Entry mine, Reply reply) {
    boolean large = reply.body().length > ReferenceApplication.RESPONSE_BYTES_MAX;
    mine.state = State.DONE;
    mine.settled = Disk.now();
    mine.pointer = reply.keeping(KEPT);
    if (large && has(Mistake.STORES_LARGE_ANSWERS_CUT)) {
      mine.stored = mine.pointer.body(Arrays.copyOf(reply.body(), 100));
    } else if (!large && operation != Operation.SECRET && operation != Operation.REBUILT) {
      mine.stored = kept(heard, reply);
    }
    disk.notifyAll();
  }

  private Reply kept(Heard heard, Reply reply) {
    List<String> names = new ArrayList<>(KEPT);
    if (has(Mistake.REPLAYS_COOKIES)) {
      names.add("Set-Cookie");
    }
    if (has(Mistake.LOSES_LOCATION)) {
      names.remove("Location");
    }
    if (has(Mistake.LOSES_ETAG)) {
      names.remove("ETag");
    }
    Reply kept = reply.keeping(names);
    if (has(Mistake.STORES_CORS) && !heard.header("Origin").isEmpty()) {
      kept = kept.with("Access-Control-Allow-Origin", heard.header("Origin"));
    }
    boolean coded =
        has(Mistake.STORES_THE_CODED_BODY) && heard.header("Accept-Encoding").contains("gzip");
    try {
      return coded ? ReferenceApplication.packed(kept) : kept;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean has(Mistake mistake) {
    return app.has(mistake);
  }
}
