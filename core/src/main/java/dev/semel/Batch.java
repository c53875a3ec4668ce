// SPDX-License-Identifier: Apache-2.0
package dev.semel;

import dev.semel.internal.ledger.BatchDoor;
import dev.semel.internal.ledger.Doors;
import dev.semel.internal.ledger.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Many effects in one transaction, each still happening once. Immutable; safe to share as far as
 * its items are.
 *
 * <p>New keys are found with one statement, the statements the effects {@link Tx#add} are sent in
 * JDBC batches, and one commit ends it. If something fails, the batch is rolled back and halved
 * until the item to blame stands alone: it is reported with its cause, and its neighbours commit.
 * So the effect of an item may be called more than once; only what it puts into the transaction
 * counts. Good sizes are 100 to 500 items.
 *
 * @param <T> the item
 */
public final class Batch<T> {
  /** The most items a batch may have. */
  public static final int ITEMS_MAX = 10_000;

  private final BatchDoor door;
  private final Settings settings;
  private final String scope;
  private final List<T> items;
  private final @Nullable Function<? super T, ?> id;
  private final @Nullable Function<? super T, byte[]> content;
  private final @Nullable Function<? super T, Instant> birth;
  private final boolean inOrder;

  private Batch(
      BatchDoor door,
      Settings settings,
      String scope,
      List<T> items,
      @Nullable Function<? super T, ?> id,
      @Nullable Function<? super T, byte[]> content,
      @Nullable Function<? super T, Instant> birth,
      boolean inOrder) {
    this.door = door;
    this.settings = settings;
    this.scope = scope;
    this.items = items;
    this.id = id;
    this.content = content;
    this.birth = birth;
    this.inOrder = inOrder;
  }

  static <T> Batch<T> of(BatchDoor door, Settings settings, String scope, Iterable<T> items) {
    List<T> copy = new ArrayList<>();
    items.forEach(copy::add);
    if (copy.size() > ITEMS_MAX) {
      throw new IllegalArgumentException(
          "a batch of %d items is too large, at most %d fit in one transaction"
              .formatted(copy.size(), ITEMS_MAX));
    }
    return new Batch<>(door, settings, scope, copy, null, null, null, false);
  }

  /** Where the id of an item is: a {@code String} or a {@code UUID}. Needed. */
  public Batch<T> keyedBy(Function<? super T, ?> id) {
    return new Batch<>(door, settings, scope, items, id, content, birth, inOrder);
  }

  /** Where the content of an item is, to tell a reused key from a resend; see {@link Key#over}. */
  public Batch<T> over(Function<? super T, byte[]> content) {
    return new Batch<>(door, settings, scope, items, id, content, birth, inOrder);
  }

  /** Where the birth time of an item is; see {@link Key#bornAt}. */
  public Batch<T> bornAt(Function<? super T, Instant> birth) {
    return new Batch<>(door, settings, scope, items, id, content, birth, inOrder);
  }

  /**
   * Sends the added statements exactly in the order in which they were added. Without this, only
   * the statements of one item keep their order, and those with the same text across items, which
   * is what lets them travel together. Use it where statements with different texts, added by
   * different items, touch the same rows.
   */
  public Batch<T> inOrder() {
    return new Batch<>(door, settings, scope, items, id, content, birth, true);
  }

  /**
   * Applies the effect to each item that is new.
   *
   * @throws BatchException if any item failed; the others are settled all the same
   */
  public BatchReport<T, Void> apply(Effect.ForEach<T> effect) {
    return whole(attempt(effect));
  }

  /** The same with a result per item, kept and given to later duplicates. */
  public <R> BatchReport<T, R> apply(Codec<R> codec, Effect.ForEachReturning<T, R> effect) {
    return whole(attempt(codec, effect));
  }

  /** Like {@link #apply(Effect.ForEach)}, for callers who look at the report themselves. */
  public BatchReport<T, Void> attempt(Effect.ForEach<T> effect) {
    needsId();
    return door.attempt(
        settings, items, scope, this::key, inOrder, null, Doors.withoutResults(effect));
  }

  /** Like {@link #apply(Codec, Effect.ForEachReturning)}, for callers who look at the report. */
  public <R> BatchReport<T, R> attempt(Codec<R> codec, Effect.ForEachReturning<T, R> effect) {
    needsId();
    return door.attempt(
        settings, items, scope, this::key, inOrder, Objects.requireNonNull(codec, "codec"), effect);
  }

  private static <T, R> BatchReport<T, R> whole(BatchReport<T, R> report) {
    if (!report.failed().isEmpty()) {
      throw new BatchException(report);
    }
    return report;
  }

  private void needsId() {
    if (id == null) {
      throw new IllegalStateException("say where the ids are: keyedBy(...) is missing");
    }
  }

  private Key key(T item) {
    Object name = Objects.requireNonNull(id, "keyedBy").apply(item);
    Key key =
        name instanceof UUID uuid
            ? Key.of(scope, uuid)
            : Key.of(scope, Objects.requireNonNull(name, "the id of an item").toString());
    key = content == null ? key : key.over(content.apply(item));
    return birth == null ? key : key.bornAt(birth.apply(item));
  }
}
