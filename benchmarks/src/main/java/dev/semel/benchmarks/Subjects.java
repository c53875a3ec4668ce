// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import dev.semel.Semel;
import java.util.List;
import javax.sql.DataSource;

/** Everything that is compared. Immutable. */
public final class Subjects {
  static final String NO_DEDUP = "by hand: no dedup";
  static final String CLASSICAL = "by hand: classical";
  static final String FIRST_CHECK = "by hand: first-check";
  static final String LAST_CHECK = "by hand: last-check";
  public static final String ONCE = "once";
  static final String OPTIMISTIC = "once, optimistic";
  static final String WITH_RESULT = "once, with a result";
  public static final String MESSAGE_BY_HAND = "by hand: first-check and a message";
  public static final String MESSAGE = "once, with a message";
  static final String DUPLICATE = "once, duplicate";

  private static final String DUPLICATE_BY_HAND = "by hand: first-check, duplicate";
  private static final int SETTLED_KEYS = 100;

  private final HandWritten hand;
  private final BySemel semel;

  Subjects(HandWritten hand, BySemel semel) {
    this.hand = hand;
    this.semel = semel;
  }

  /** Both ways, on one pool. */
  public static Subjects on(DataSource pool) {
    return new Subjects(new HandWritten(pool), new BySemel(Semel.on(pool)));
  }

  static String batchByHand(int size) {
    return "by hand: batch of " + size;
  }

  static String batch(int size) {
    return "batch of " + size;
  }

  /** One message per transaction; the first is the baseline. */
  List<Subject> singles() {
    return List.of(
        noDedup(),
        single(CLASSICAL, CLASSICAL, hand::classical),
        single(FIRST_CHECK, FIRST_CHECK, hand::firstCheck),
        single(ONCE, FIRST_CHECK, semel::once),
        single(WITH_RESULT, FIRST_CHECK, semel::onceWithResult),
        single(LAST_CHECK, LAST_CHECK, hand::lastCheck),
        single(OPTIMISTIC, LAST_CHECK, semel::onceOptimistic),
        duplicates(DUPLICATE_BY_HAND, hand::firstCheck),
        duplicates(DUPLICATE, semel::once),
        duplicates("once, optimistic, duplicate", semel::onceOptimistic));
  }

  /** The fewer that are looked at again in other settings; the first is the baseline. */
  List<Subject> fewSingles() {
    return List.of(
        noDedup(),
        single(FIRST_CHECK, FIRST_CHECK, hand::firstCheck),
        single(ONCE, FIRST_CHECK, semel::once),
        single(LAST_CHECK, LAST_CHECK, hand::lastCheck),
        single(OPTIMISTIC, LAST_CHECK, semel::onceOptimistic),
        duplicates(DUPLICATE, semel::once));
  }

  /** One message in, one out, in one transaction; the first is the baseline. */
  public List<Subject> publishing() {
    return List.of(
        noDedup(),
        single(FIRST_CHECK, FIRST_CHECK, hand::firstCheck),
        single(ONCE, FIRST_CHECK, semel::once),
        single(MESSAGE_BY_HAND, MESSAGE_BY_HAND, hand::firstCheckAndMessage),
        single(MESSAGE, MESSAGE_BY_HAND, semel::onceWithMessage));
  }

  /** Many messages per transaction; the first is the baseline, which has one. */
  List<Subject> batches() {
    return List.of(
        noDedup(),
        batch(batchByHand(10), 10, hand::batch),
        batch(batch(10), 10, semel::batch),
        batch(batchByHand(100), 100, hand::batch),
        batch(batch(100), 100, semel::batch),
        batch(batchByHand(500), 500, hand::batch),
        batch(batch(500), 500, semel::batch));
  }

  private Subject noDedup() {
    return new Subject(
        NO_DEDUP, 1, 1, 0, NO_DEDUP, messages -> () -> hand.withoutDedup(messages.next()));
  }

  static Subject single(String name, String twin, OfOne way) {
    return new Subject(name, 1, 1, 1, twin, messages -> () -> way.apply(messages.next()));
  }

  private static Subject batch(String name, int size, OfMany way) {
    return new Subject(
        name,
        size,
        size,
        size,
        batchByHand(size),
        messages -> () -> way.apply(messages.next(size)));
  }

  private static Subject duplicates(String name, OfOne way) {
    return new Subject(
        name,
        1,
        0,
        0,
        DUPLICATE_BY_HAND,
        messages -> {
          List<Message> settled = messages.next(SETTLED_KEYS);
          for (Message message : settled) {
            way.apply(message);
          }
          int[] turn = {0};
          return () -> way.apply(settled.get(turn[0]++ % SETTLED_KEYS));
        });
  }

  /** A way to apply one message. */
  @FunctionalInterface
  interface OfOne {
    void apply(Message message) throws Exception;
  }

  /** A way to apply many messages. */
  @FunctionalInterface
  interface OfMany {
    void apply(List<Message> messages) throws Exception;
  }
}
