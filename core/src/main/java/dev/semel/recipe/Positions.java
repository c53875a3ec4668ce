// SPDX-License-Identifier: Apache-2.0
package dev.semel.recipe;

import dev.semel.Effect;
import dev.semel.LedgerException;
import dev.semel.internal.sql.PositionName;
import dev.semel.internal.sql.PositionSql;
import dev.semel.internal.stream.PositionDoor;
import dev.semel.internal.stream.SeenNumbers;
import dev.semel.internal.stream.StreamNames;
import java.sql.Connection;
import java.util.List;

/**
 * Deduplicates messages by their place in a source: topic, partition and offset, or any numbers
 * that are given once. It keeps one row of constant size per lane, however many messages come, and
 * knows a replay from the beginning for what it is. Immutable and thread-safe; make one and keep
 * it.
 *
 * <pre>{@code
 * Positions.Lane lane = Positions.of("billing").lane("orders", topicId, partition);
 * lane.once(connection, record.offset(), tx -> insert(tx.connection(), record));
 * connection.commit();
 * }</pre>
 *
 * <p><b>It catches redelivery, never what a producer sent twice:</b> a producer's retry, or a relay
 * that publishes again, gets a number of its own. Where that can happen, deduplicate by key.
 *
 * <p>All numbers of a lane up to some point were applied; of the {@value #WINDOW} after it each is
 * remembered. A number further ahead moves this window, and what then falls out of it unseen is
 * neither new nor a duplicate any more: it is refused, until someone {@link Lane#advance advances}
 * over it. So lanes may be consumed out of order, within the window.
 */
public final class Positions {
  /** How many numbers may be outstanding between the oldest missing one and the newest. */
  public static final int WINDOW = SeenNumbers.WINDOW;

  private final String scope;
  private final PositionDoor door;

  private Positions(String scope, PositionDoor door) {
    this.scope = scope;
    this.door = door;
  }

  /**
   * The positions of one who deduplicates, in the tables of the connections' schema.
   *
   * @param scope a consumer; 1 to 100 visible ASCII characters
   */
  public static Positions of(String scope) {
    return new Positions(StreamNames.scope(scope), new PositionDoor(PositionSql.of(null), false));
  }

  /** The same in the tables of another schema. */
  public static Positions of(String scope, String schema) {
    return new Positions(StreamNames.scope(scope), new PositionDoor(PositionSql.of(schema), false));
  }

  /**
   * These positions, applying numbers of which nobody can tell whether they were. Only where a
   * second effect does no harm.
   */
  public Positions applyingUnknown() {
    return new Positions(scope, door.applyingUnknown());
  }

  /**
   * One sequence of numbers.
   *
   * @param source what is read: a topic, a queue, a file
   * @param epoch which life of the source: it must change whenever numbers are given anew, as when
   *     a topic is deleted and created again or a source is restored from a backup. The id of a
   *     Kafka topic is one; its name is not. A new epoch starts anew; an older one is taken only
   *     for lanes that were in use in it
   * @param lane a partition
   */
  public Lane lane(String source, String epoch, int lane) {
    return lane(source, epoch, Integer.toString(lane));
  }

  /** The same for lanes with names. All names are 1 to 255 visible ASCII characters. */
  public Lane lane(String source, String epoch, String lane) {
    return new Lane(door, StreamNames.position(scope, source, epoch, lane));
  }

  /**
   * One sequence of numbers of one source. Immutable and thread-safe; a delivery locks it until the
   * caller's transaction ends.
   */
  public static final class Lane {
    private final PositionDoor door;
    private final PositionName name;

    private Lane(PositionDoor door, PositionName name) {
      this.door = door;
      this.name = name;
    }

    /**
     * Applies the effect in the transaction of the connection, unless it has happened already. If
     * the effect throws, it is undone up to here and the caller's transaction can go on.
     *
     * @param connection not in auto-commit mode
     * @param number 0 or more
     * @throws X what the effect threw
     * @throws LedgerException {@code SEMEL-035} if nobody can tell whether it has happened, {@code
     *     SEMEL-036} if the epoch is over
     */
    public <X extends Exception> void once(Connection connection, long number, Effect<X> effect)
        throws X {
      if (attempt(connection, number, effect) == Answer.CANNOT_TELL) {
        throw PositionDoor.unknown(name, number);
      }
    }

    /** Like {@link #once}, for callers who branch. */
    public <X extends Exception> Answer attempt(
        Connection connection, long number, Effect<X> effect) throws X {
      return switch (door.deliver(connection, name, number, effect)) {
        case NEW -> Answer.APPLIED;
        case APPLIED -> Answer.DUPLICATE;
        case UNKNOWN -> Answer.CANNOT_TELL;
      };
    }

    /**
     * Marks numbers as applied, and answers those that were not, each once and in this order: the
     * caller applies exactly these in the same transaction. For batches, at the price of one
     * message.
     *
     * @throws LedgerException {@code SEMEL-035} if nobody can tell for one of them; nothing is
     *     marked then
     */
    public List<Long> claim(Connection connection, Iterable<Long> numbers) {
      return door.claim(connection, name, numbers);
    }

    /**
     * Marks a stretch as dealt with, both ends included: numbers that never come, such as the
     * offsets of a compacted topic, or those a person has decided on.
     */
    public void advance(Connection connection, long from, long to) {
      door.advance(connection, name, from, to);
    }

    @Override
    public String toString() {
      return name.toString();
    }
  }

  /** What became of a delivery. */
  public enum Answer {
    /** The effect has happened now. */
    APPLIED,
    /** It had happened before; nothing changed. */
    DUPLICATE,
    /** Nobody can tell; nothing changed. */
    CANNOT_TELL
  }
}
