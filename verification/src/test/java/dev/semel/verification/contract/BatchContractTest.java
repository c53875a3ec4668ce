// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.semel.Batch;
import dev.semel.BatchException;
import dev.semel.BatchReport;
import dev.semel.Codec;
import dev.semel.Effect;
import dev.semel.LedgerException;
import dev.semel.MismatchException;
import dev.semel.Scope;
import dev.semel.Semel;
import dev.semel.verification.databases.Sql;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What batches promise beyond what every door does. */
@OnEveryServer
class BatchContractTest extends Contract {
  private static final String INSERT = "insert into effect (id, what) values (?, ?)";

  private final AtomicInteger names = new AtomicInteger();

  private List<String> ids(int count) {
    int batch = names.incrementAndGet();
    return IntStream.range(0, count).mapToObj(i -> "b%d-%03d".formatted(batch, i)).toList();
  }

  private Batch<String> batch(String scope, List<String> items) {
    return semel.batch(scope, items).keyedBy(id -> id);
  }

  private void assertOnceEach(String scope, List<String> ids) {
    for (String id : ids) {
      assertThat(db.effects(id)).as("%s: lost or doubled", id).hasSize(1);
    }
    assertThat(db.settled(scope)).as("rows").isEqualTo(ids.stream().distinct().count());
    assertThat(db.unsettled(scope)).isZero();
  }

  @Test
  void a_batch_applies_what_is_new_and_skips_what_is_not() {
    String scope = fresh().scope();
    List<String> ids = ids(40);
    assertThat(
            batch(scope, ids.subList(0, 15)).apply((tx, id) -> tx.add(INSERT, id, "x")).applied())
        .isEqualTo(15);
    BatchReport<String, Void> report = batch(scope, ids).apply((tx, id) -> tx.add(INSERT, id, "x"));
    assertThat(report.applied()).isEqualTo(25);
    assertThat(report.settled()).extracting(BatchReport.Settled::item).isEqualTo(ids);
    assertOnceEach(scope, ids);
  }

  @Test
  void batches_of_different_keys_do_not_wait_for_each_other() {
    String scope = fresh().scope();
    List<String> ids = ids(40);
    List<String> even = IntStream.range(0, 20).mapToObj(i -> ids.get(2 * i)).toList();
    List<String> odd = IntStream.range(0, 20).mapToObj(i -> ids.get(2 * i + 1)).toList();
    batch(scope, even.subList(0, 3)).apply((tx, id) -> tx.add(INSERT, id, "x"));
    AtomicInteger met = new AtomicInteger();
    batch(scope, even)
        .apply(
            (tx, id) -> {
              tx.add(INSERT, id, "x");
              if (met.getAndIncrement() == 0) {
                // The first batch holds its keys while the second comes and goes.
                Batch<String> second =
                    semel.waitingUpTo(Duration.ofSeconds(2)).batch(scope, odd).keyedBy(o -> o);
                assertThat(second.apply((other, o) -> other.add(INSERT, o, "x")).applied())
                    .isEqualTo(20);
              }
            });
    assertThat(met).hasValueGreaterThanOrEqualTo(17);
    assertOnceEach(scope, ids);
  }

  @Test
  void duplicates_inside_a_batch_happen_once() {
    String scope = fresh().scope();
    List<String> ids = ids(5);
    List<String> twice = new ArrayList<>(ids);
    twice.addAll(ids);
    BatchReport<String, String> report =
        batch(scope, twice)
            .apply(
                Codec.text(),
                (tx, id) -> {
                  tx.add(INSERT, id, "x");
                  return "result of " + id;
                });
    assertThat(report.applied()).isEqualTo(5);
    assertThat(report.settled()).hasSize(10);
    assertThat(report.settled())
        .allSatisfy(
            item -> assertThat(item.outcome().result()).isEqualTo("result of " + item.item()));
    assertOnceEach(scope, ids);
  }

  @Test
  void other_content_inside_a_batch_fails_alone() {
    String scope = fresh().scope();
    List<String> ids = ids(3);
    List<String[]> items =
        List.of(
            new String[] {ids.get(0), "a"},
            new String[] {ids.get(1), "b"},
            new String[] {ids.get(0), "other"},
            new String[] {ids.get(2), "c"});
    BatchReport<String[], Void> report =
        semel
            .batch(scope, items)
            .keyedBy(item -> item[0])
            .over(item -> item[1].getBytes(StandardCharsets.UTF_8))
            .attempt((tx, item) -> tx.add(INSERT, item[0], item[1]));
    assertThat(report.failed()).hasSize(1);
    assertThat(report.failed().get(0).item()[1]).isEqualTo("other");
    assertThat(report.failed().get(0).cause()).isInstanceOf(MismatchException.class);
    assertOnceEach(scope, ids);
  }

  @Test
  void an_effect_that_throws_fails_alone() {
    List<BatchReport.Failed<String>> failed =
        assertPoisonAlone(
            (tx, id) -> {
              tx.add(INSERT, id, "x");
              if (id.endsWith("7")) {
                throw new IllegalStateException("poison");
              }
            },
            IllegalStateException.class);
    assertThat(failed.get(0).cause()).hasMessage("poison");
  }

  @Test
  void an_effect_that_swallows_an_error_fails_alone() {
    assertPoisonAlone(
        (tx, id) -> {
          db.insertEffect(tx.connection(), id, "direct");
          if (id.endsWith("7")) {
            Checks.violate(tx.connection());
          }
        },
        LedgerException.class);
  }

  @Test
  void a_statement_that_fails_when_it_is_sent_fails_alone() {
    assertPoisonAlone(
        (tx, id) -> {
          tx.add(INSERT, id, "x");
          tx.add(
              "insert into taken (id) values (?)",
              id.endsWith("7") ? 1 : 1000 + names.incrementAndGet());
        },
        LedgerException.class);
  }

  @Test
  void a_constraint_that_fails_at_the_commit_fails_alone() {
    assumeTrue(db.isPostgreSql(), "only PostgreSQL has deferred constraints");
    Sql.run(
        db.dataSource(),
        "create table if not exists deferred (id text, n int unique deferrable initially deferred)");
    Sql.run(db.dataSource(), "delete from deferred");
    Sql.run(db.dataSource(), "insert into deferred (id, n) values ('there', -1)");
    assertPoisonAlone(
        (tx, id) -> {
          tx.add(INSERT, id, "x");
          tx.add(
              "insert into deferred (id, n) values (?, ?)",
              id,
              id.endsWith("7") ? -1 : names.incrementAndGet());
        },
        LedgerException.class);
  }

  @Test
  void a_result_that_cannot_be_written_or_read_fails_alone() {
    Codec<String> picky = new Picky();
    String scope = fresh().scope();
    List<String> ids = ids(10);
    BatchReport<String, String> report =
        batch(scope, ids)
            .attempt(
                picky,
                (tx, id) -> {
                  tx.add(INSERT, id, "x");
                  return id;
                });
    assertThat(report.failed()).extracting(BatchReport.Failed::item).containsExactly(ids.get(7));
    assertThat(db.effects(ids.get(7))).isEmpty();
    batch(scope, List.of(ids.get(7))).apply((tx, id) -> tx.add(INSERT, id, "without a result"));
    report = batch(scope, ids).attempt(picky, (tx, id) -> "again");
    assertThat(report.failed()).extracting(BatchReport.Failed::item).containsExactly(ids.get(7));
    assertThat(report.failed().get(0).cause()).hasMessageContaining("SEMEL-019");
    assertThat(report.settled()).hasSize(9).allMatch(item -> item.outcome().replayed());
    assertOnceEach(scope, ids);
  }

  /** Cannot write what ends with 7. */
  private static final class Picky implements Codec<String> {
    @Override
    public String contentType() {
      return "picky";
    }

    @Override
    public byte[] encode(String result) {
      if (result.endsWith("7")) {
        throw new IllegalArgumentException("not this one");
      }
      return result.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String decode(String contentType, byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** The items that end with 7 fail, their neighbours commit, and nothing is doubled. */
  private List<BatchReport.Failed<String>> assertPoisonAlone(
      Effect.ForEach<String> effect, Class<? extends Exception> cause) {
    String scope = fresh().scope();
    List<String> ids = ids(20);
    List<String> good = ids.stream().filter(id -> !id.endsWith("7")).toList();
    List<String> bad = ids.stream().filter(id -> id.endsWith("7")).toList();
    assertThatThrownBy(() -> batch(scope, ids).apply(effect)).isInstanceOf(BatchException.class);
    BatchReport<String, Void> again = batch(scope, ids).attempt(effect);
    assertThat(again.failed()).extracting(BatchReport.Failed::item).isEqualTo(bad);
    assertThat(again.failed()).allSatisfy(item -> assertThat(item.cause()).isInstanceOf(cause));
    assertThat(again.applied()).as("the neighbours were committed the first time").isZero();
    assertOnceEach(scope, good);
    bad.forEach(id -> assertThat(db.effects(id)).isEmpty());
    batch(scope, ids).apply((tx, id) -> tx.add(INSERT, id, "healed"));
    assertOnceEach(scope, ids);
    return again.failed();
  }

  @Test
  void the_statements_of_one_item_keep_their_order() {
    String scope = fresh().scope();
    List<String> ids = ids(30);
    String update = "update effect set what = ? where id = ?";
    batch(scope, ids)
        .apply(
            (tx, id) -> {
              boolean updateOnly = Integer.parseInt(id.substring(id.length() - 3)) % 3 == 0;
              if (updateOnly) {
                tx.add(update, "touched", "nobody " + id);
                tx.add(INSERT, id, "done");
              } else {
                tx.add(INSERT, id, "raw");
                tx.add(update, "done", id);
              }
            });
    ids.forEach(id -> assertThat(db.effects(id)).containsExactly("done"));
  }

  @Test
  void in_order_means_in_order() {
    String scope = fresh().scope();
    List<String> ids = ids(12);
    Sql.run(db.dataSource(), INSERT, scope, "");
    batch(scope, ids)
        .inOrder()
        .apply(
            (tx, id) -> {
              int n = Integer.parseInt(id.substring(id.length() - 3));
              if (n % 2 == 0) {
                tx.add("update effect set what = concat(what, ?) where id = ?", "+", scope);
              } else {
                tx.add("update effect set what = concat(?, what) where id = ?", "(", scope);
                tx.add("update effect set what = concat(what, ?) where id = ?", ")", scope);
              }
            });
    assertThat(db.effects(scope)).containsExactly("((((((+)+)+)+)+)+)");
  }

  @Test
  void results_come_back_to_duplicates_item_by_item() {
    String scope = fresh().scope();
    List<String> ids = ids(12);
    BatchReport<String, String> first =
        batch(scope, ids).apply(Codec.text(), (tx, id) -> "first " + id);
    BatchReport<String, String> second =
        batch(scope, ids).apply(Codec.text(), (tx, id) -> "second " + id);
    assertThat(first.settled()).allMatch(item -> !item.outcome().replayed());
    assertThat(second.settled())
        .allMatch(item -> item.outcome().replayed())
        .allMatch(item -> item.outcome().result().equals("first " + item.item()));
  }

  @Test
  void a_batch_over_several_days_settles_each_in_its_slot() {
    String scope = fresh().scope();
    Semel timed = Semel.with(db.dataSource()).scope(Scope.named(scope).timed()).build();
    List<String> ids = ids(12);
    Instant now = Instant.parse(Sql.text(db.dataSource(), nowAsText()));
    for (int i = 0; i < 2; i++) {
      BatchReport<String, String> report =
          timed
              .batch(scope, ids)
              .keyedBy(id -> id)
              .bornAt(
                  id -> now.minus(Duration.ofDays(Integer.parseInt(id.substring(id.length() - 3)))))
              .apply(
                  Codec.text(),
                  (tx, id) -> {
                    tx.add(INSERT, id, "x");
                    return "result of " + id;
                  });
      assertThat(report.applied()).isEqualTo(i == 0 ? 12 : 0);
      assertThat(report.settled())
          .allSatisfy(
              item -> assertThat(item.outcome().result()).isEqualTo("result of " + item.item()));
    }
    assertOnceEach(scope, ids);
    assertThat(
            Sql.number(
                db.dataSource(),
                "select count(distinct l.slot) from semel_ledger l join semel_scope s on s.id ="
                    + " l.scope where s.name = ?",
                scope))
        .isEqualTo(12);
  }

  private String nowAsText() {
    return db.isPostgreSql()
        ? "select to_char(clock_timestamp() at time zone 'utc', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
        : db.isMariaDb()
            ? "select date_format(utc_timestamp(), '%Y-%m-%dT%H:%i:%sZ')"
            : "select formatdatetime(current_timestamp at time zone 'UTC',"
                + " 'yyyy-MM-dd''T''HH:mm:ss''Z''')";
  }

  @Test
  void an_empty_batch_is_nothing_and_a_huge_one_is_refused() {
    String scope = fresh().scope();
    assertThat(batch(scope, List.of()).apply((tx, id) -> {}).settled()).isEmpty();
    assertThatThrownBy(() -> semel.batch(scope, Collections.nCopies(10_001, "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10001")
        .hasMessageContaining("10000");
  }

  @Test
  void an_item_whose_id_is_no_key_fails_alone() {
    String scope = fresh().scope();
    List<String> ids = new ArrayList<>(ids(4));
    ids.add(2, "trailing blank ");
    BatchReport<String, Void> report =
        batch(scope, ids).attempt((tx, id) -> tx.add(INSERT, id, "x"));
    assertThat(report.failed()).hasSize(1);
    assertThat(report.failed().get(0).cause()).hasMessageContaining("SEMEL-020");
    ids.remove(2);
    assertOnceEach(scope, ids);
  }

  @Test
  void an_item_that_asks_for_another_try_for_ever_fails_alone() {
    String scope = fresh().scope();
    List<String> ids = ids(6);
    BatchReport<String, Void> report =
        batch(scope, ids)
            .attempt(
                (tx, id) -> {
                  db.insertEffect(tx.connection(), id, "direct");
                  if (id.endsWith("003")) {
                    throw new SQLException("made up", "40001");
                  }
                });
    assertThat(report.failed()).extracting(BatchReport.Failed::item).containsExactly(ids.get(3));
    assertOnceEach(scope, ids.stream().filter(id -> !id.endsWith("003")).toList());
  }

  @Test
  void overlapping_batches_in_any_order_apply_each_item_once() throws Exception {
    long seed = 20_261_121;
    System.out.println("seed " + seed);
    String scope = fresh().scope();
    List<String> ids = ids(60);
    List<Callable<Long>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Random random = new Random(seed + i);
      calls.add(
          () -> {
            long applied = 0;
            for (int round = 0; round < 4; round++) {
              List<String> part = new ArrayList<>(ids);
              Collections.shuffle(part, random);
              BatchReport<String, Void> report =
                  batch(scope, part.subList(0, 40)).apply((tx, id) -> tx.add(INSERT, id, "x"));
              applied += report.applied();
            }
            return applied;
          });
    }
    List<Long> applied = Checks.all(calls);
    BatchReport<String, Void> rest = batch(scope, ids).apply((tx, id) -> tx.add(INSERT, id, "x"));
    assertThat(applied.stream().mapToLong(n -> n).sum() + rest.applied()).isEqualTo(60);
    assertOnceEach(scope, ids);
  }
}
