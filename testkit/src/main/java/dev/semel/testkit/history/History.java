// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An append-only record of what happened to every message of a run, for a {@link Checker} to judge.
 *
 * <p>What is under way is written with a verb in -ing, which begins an {@link Attempt} and hands it
 * back to be ended; what is certain is written in the past tense, as a fact:
 *
 * <pre>{@code
 * Attempt sending = history.sending(id);        // then sending.ok(), .failed() or .unknown()
 * history.by("worker-1").delivering(id).around(() -> listener.on(message));
 * for (Row row : rows) history.applied(row.id(), row.account(), row.version());
 * for (Record seen : topic) history.published(seen.id(), seen.key(), seen.version());
 * Checker.exactlyOnce().publishedIfCommitted().inOrder().check(history).assertClean();
 * }</pre>
 *
 * <p>Effects and publications come from <em>one</em> source each, and the best is the one that is
 * read at the end: rows in the order of their commits, messages in the order of the topic. A
 * handler that writes {@code applied} before its commit tells what it hopes, and if the rows are
 * fed in as well, every effect counts twice.
 *
 * <p>An id or key is any value with a stable text; whole numbers are kept as such, which is the
 * fastest, and 42 is the same id as "42". The text is shown in messages, so it should be no secret.
 * An event takes 19 bytes, 35 with key and sequence, and each id that is not a number its text
 * once.
 *
 * <p>A history {@link #in(Path, String) in a directory} also writes a line per event, so that a
 * process that is killed leaves its part behind; {@link #read(Path)} puts the parts together by
 * time. The clock is {@link System#nanoTime()}, which on the usual systems counts from the boot of
 * the machine: the parts of one machine fit together, those of two do not.
 *
 * <p>Thread-safe, also while it is checked.
 */
public final class History implements AutoCloseable {
  private static final Pattern PROCESS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._#-]{0,99}");
  private static final int PROCESSES_MAX = Short.MAX_VALUE;
  private static final String MAIN = "main";

  private final Recording recording;
  private final int process;

  private History(Recording recording, String process) {
    this.recording = recording;
    this.process = process(recording, process);
  }

  /** A history that is gone with the process; what is recorded through it is by "main". */
  public static History inMemory() {
    return new History(new Recording(null), MAIN);
  }

  /**
   * A history that is also written to a file of the directory, which is made if it is missing. A
   * process that comes back under the same name gets another file; nothing is overwritten.
   */
  public static History in(Path directory, String process) {
    return new History(new Recording(directory), process);
  }

  /**
   * Puts together what the histories of a directory left behind. A last line that is not complete
   * is what a killed process leaves: it is skipped and counted in {@link #torn()}. Anything else
   * that is no line of a history is refused. The result is in memory, for facts to be added.
   */
  public static History read(Path directory) {
    return merged(HistoryFiles.read(directory).toArray(History[]::new));
  }

  /** Puts histories together by time; the order within each of them is kept in any case. */
  public static History merged(History... parts) {
    History whole = inMemory();
    Merge.into(whole.recording, List.of(parts).stream().map(part -> part.recording).toList());
    return whole;
  }

  /** The same history, written by another process, thread or role: "worker-1", "topic reader". */
  public History by(String name) {
    return new History(recording, name);
  }

  /** A client is about to give the message away. */
  public Attempt sending(Object id) {
    return begin(Kind.SENT, id, null, 0);
  }

  /** A consumer got the message; ok means that it acknowledged. */
  public Attempt delivering(Object id) {
    return begin(Kind.DELIVERED, id, null, 0);
  }

  /** The effect is attempted, for effects that cannot be read at the end; see the class comment. */
  public Attempt applying(Object id) {
    return begin(Kind.APPLIED, id, null, 0);
  }

  /** {@link #applying(Object)}, with the place it has within its key. */
  public Attempt applying(Object id, Object key, long sequence) {
    return begin(Kind.APPLIED, id, key, sequence);
  }

  /** The publication is attempted, where publications cannot be read at the end. */
  public Attempt publishing(Object id) {
    return begin(Kind.PUBLISHED, id, null, 0);
  }

  /** {@link #publishing(Object)}, with the place it has within its key. */
  public Attempt publishing(Object id, Object key, long sequence) {
    return begin(Kind.PUBLISHED, id, key, sequence);
  }

  /** The message was sent, and that was acknowledged. */
  public void sent(Object id) {
    record(Kind.SENT, Phase.STATED, id, null, 0);
  }

  /** The message was delivered, and the consumer acknowledged it. */
  public void delivered(Object id) {
    record(Kind.DELIVERED, Phase.STATED, id, null, 0);
  }

  /** One effect of the message was found. */
  public void applied(Object id) {
    record(Kind.APPLIED, Phase.STATED, id, null, 0);
  }

  /** One effect of the message was found, and the place it has within its key. */
  public void applied(Object id, Object key, long sequence) {
    record(Kind.APPLIED, Phase.STATED, id, key, sequence);
  }

  /** A message about the effect was seen where others read it. */
  public void published(Object id) {
    record(Kind.PUBLISHED, Phase.STATED, id, null, 0);
  }

  /** A message about the effect was seen, and the place it has within its key. */
  public void published(Object id, Object key, long sequence) {
    record(Kind.PUBLISHED, Phase.STATED, id, key, sequence);
  }

  /**
   * Somebody found out how the open and unknown attempts to send, deliver or apply had ended. Such
   * an effect has no place in the order of its key; an unknown publication is resolved by
   * publishing again.
   */
  public void resolved(Object id, boolean itHappened) {
    record(Kind.RESOLVED, itHappened ? Phase.OK : Phase.FAILED, id, null, 0);
  }

  /** The message is on the list of a person: no longer open, and not silently lost. */
  public void parked(Object id) {
    record(Kind.PARKED, Phase.STATED, id, null, 0);
  }

  /**
   * A fault was injected; faults of one name are counted, and stand in the stories of their time.
   */
  public void fault(String name) {
    record(Kind.FAULT, Phase.STATED, name, null, 0);
  }

  /** Everything the history knows of one id; takes a look at every event. */
  public Timeline of(Object id) {
    Word word = recording.log().find(id);
    String text = id.toString();
    return word == null
        ? new Timeline(text, List.of(), 0)
        : Timelines.of(rows(), List.of(word)).getOrDefault(word, new Timeline(text, List.of(), 0));
  }

  /** The number of events. */
  public long size() {
    return recording.log().size();
  }

  /** How many last lines were not complete when the history was read. */
  public int torn() {
    return recording.torn();
  }

  /** Closes the files; nothing can be recorded any more, but everything can be read. */
  @Override
  public void close() {
    recording.close();
  }

  Rows rows() {
    return recording.log().rows();
  }

  private Attempt begin(Kind kind, Object id, @Nullable Object key, long sequence) {
    record(kind, Phase.BEGUN, id, key, sequence);
    return new Attempt(this, kind, id, key, sequence);
  }

  void record(Kind kind, Phase phase, Object id, @Nullable Object key, long sequence) {
    if (id == null || id.getClass().isArray() || (key != null && key.getClass().isArray())) {
      throw new TestkitException(
          Code.HISTORY_MISUSED,
          "%s was recorded with %s as id or key. Give it a value whose text is always the same: a"
                  .formatted(kind.doing(), id == null ? "null" : "an array")
              + " number, a string, a UUID");
    }
    if (key != null && sequence == Chunk.NO_KEY) {
      throw new TestkitException(
          Code.HISTORY_MISUSED, "the sequence of a key cannot be Long.MIN_VALUE; begin at 0 or 1");
    }
    recording.record(process, kind, phase, id, key, sequence);
  }

  /** Takes over what another process recorded, with the time it had there. */
  void replay(Event event) {
    Log log = recording.log();
    log.append(
        event.nanos(),
        log.process(event.process()),
        event.kind(),
        event.phase(),
        event.id(),
        event.key(),
        event.sequence());
  }

  void addTorn() {
    recording.addTorn(1);
  }

  private static int process(Recording recording, String name) {
    int number = PROCESS.matcher(name).matches() ? recording.log().process(name) : -1;
    if (number < 0 || number >= PROCESSES_MAX) {
      throw new TestkitException(
          Code.HISTORY_MISUSED,
          "'%s' cannot be the name of a process of a history: up to 100 letters, digits, and ._#-"
                  .formatted(name)
              + " after the first, because it becomes the name of a file; at most "
              + PROCESSES_MAX
              + " of them");
    }
    return number;
  }
}
