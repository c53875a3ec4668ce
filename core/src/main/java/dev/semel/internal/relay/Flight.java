// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.relay;

import dev.semel.internal.outbox.Signal;
import dev.semel.spi.Publisher;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was handed over. The answers come from any thread and wait here for the relay's;
 * everything else is for that one.
 */
final class Flight implements Publisher.Answers {
  /** What became of a message. */
  enum Verdict {
    TAKEN,
    REFUSED,
    FAILED,
    UNKNOWN
  }

  /**
   * An answer.
   *
   * @param reason for a person, or null
   */
  record Answer(int index, Verdict verdict, @Nullable String reason) {}

  private static final int REASON_LENGTH_MAX = 2_000;

  private final Lane lane;
  private final List<Entry> entries;
  private final Signal signal;
  private final long sentAt;
  private final boolean[] answered;
  private final List<Answer> unknown = new ArrayList<>();
  private final Set<String> through = new HashSet<>();
  private final Set<Line> broken = new HashSet<>();
  private List<Answer> fresh = new ArrayList<>();
  private int uncollected;
  private boolean inTheWay = true;

  Flight(Lane lane, List<Entry> entries, Signal signal, long sentAt) {
    this.lane = lane;
    this.entries = entries;
    this.signal = signal;
    this.sentAt = sentAt;
    this.answered = new boolean[entries.size()];
    this.uncollected = entries.size();
  }

  @Override
  public void taken(int index) {
    answer(index, Verdict.TAKEN, null);
  }

  @Override
  public void takenAll() {
    answerAll(Verdict.TAKEN, null);
  }

  @Override
  public void refused(int index, String reason) {
    answer(index, Verdict.REFUSED, kept(Objects.requireNonNull(reason, "reason")));
  }

  @Override
  public void failed(int index, Throwable cause) {
    answer(index, Verdict.FAILED, said(cause));
  }

  @Override
  public void unknown(int index, @Nullable Throwable cause) {
    answer(index, Verdict.UNKNOWN, cause == null ? null : said(cause));
  }

  /** Whatever is not answered yet is not known. */
  void unknownAll(@Nullable Throwable cause) {
    answerAll(Verdict.UNKNOWN, cause == null ? null : said(cause));
  }

  /** The kind of the error and what it says; a payload has no business in either. */
  private static String said(Throwable cause) {
    return kept(cause.getClass().getName() + ": " + cause.getMessage());
  }

  /** Every database can store it: no control characters, no half ones, no end in sight. */
  private static String kept(String reason) {
    StringBuilder text = new StringBuilder();
    reason
        .codePoints()
        .limit(REASON_LENGTH_MAX)
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .map(c -> Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  private void answer(int index, Verdict verdict, @Nullable String reason) {
    boolean first;
    synchronized (this) {
      if (answered[index]) {
        return;
      }
      first = fresh.isEmpty();
      add(index, verdict, reason);
    }
    if (first) {
      signal.ring();
    }
  }

  private void answerAll(Verdict verdict, @Nullable String reason) {
    synchronized (this) {
      for (int i = 0; i < answered.length; i++) {
        if (!answered[i]) {
          add(i, verdict, reason);
        }
      }
    }
    signal.ring();
  }

  private void add(int index, Verdict verdict, @Nullable String reason) {
    answered[index] = true;
    fresh.add(new Answer(index, verdict, reason));
  }

  /** The answers that came since the last call, in their order. */
  List<Answer> collect() {
    List<Answer> collected;
    synchronized (this) {
      if (fresh.isEmpty()) {
        return List.of();
      }
      collected = fresh;
      fresh = new ArrayList<>();
    }
    uncollected -= collected.size();
    return collected;
  }

  /** The lane it departed from. */
  Lane lane() {
    return lane;
  }

  /**
   * Its lane does not count it any more, so that another may depart. A batch that waits for the
   * answer of one slow destination would else keep all others waiting; what is on its way is still
   * bounded by the window.
   */
  void makeWay() {
    if (inTheWay) {
      inTheWay = false;
      lane.landed();
    }
  }

  Entry entry(int index) {
    return entries.get(index);
  }

  List<Entry> entries() {
    return entries;
  }

  long sentAt() {
    return sentAt;
  }

  /** Whether all answers were collected. */
  boolean isOver() {
    return uncollected == 0;
  }

  /** A message of this topic reached somebody. */
  void gotThrough(String topic) {
    through.add(topic);
  }

  Set<String> through() {
    return through;
  }

  void notKnown(Answer answer) {
    unknown.add(answer);
  }

  /** Those nobody knows about, in the order in which they were handed over. */
  List<Answer> notKnown() {
    unknown.sort(Comparator.comparingInt(Answer::index));
    return unknown;
  }

  /** The first failure of a line in this batch; those after it are not to blame. */
  boolean breaks(@Nullable Line line) {
    return line == null || broken.add(line);
  }
}
