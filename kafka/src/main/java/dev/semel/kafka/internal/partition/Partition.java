// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.partition;

import dev.semel.spi.IncomingMessage;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/**
 * A partition from when it is assigned to when it is not; assigned again, it is another. For the
 * thread of the poller, but for {@link #isGone}.
 *
 * <pre>
 * ARRIVING ──place known──► FIRST ──all of the first poll settled──► FLOWING
 *                             ▲                                         │
 *                             └──nobody has any of it in hand── DRAINING ◄── to begin elsewhere
 * </pre>
 */
public final class Partition {
  /** What a partition does. */
  public enum Phase {
    /** Its topic's id and its place are being asked for. */
    ARRIVING,
    /** The records of its first poll are taken with care: one of them may be deadly. */
    FIRST,
    /** As always. */
    FLOWING,
    /** It waits until it can begin elsewhere. */
    DRAINING
  }

  /** Begin where the topic does. */
  public static final long BEGINNING = -2;

  private final TopicPartition at;
  private final Prefix prefix = new Prefix();
  private Phase phase = Phase.ARRIVING;
  private IncomingMessage.Lane lane;
  private long target = Prefix.UNKNOWN;
  private long known;
  private long committed = Prefix.UNKNOWN;
  private boolean met;
  private volatile boolean gone;

  Partition(TopicPartition at) {
    this.at = at;
    this.lane = lane("");
  }

  private IncomingMessage.Lane lane(String epoch) {
    return new IncomingMessage.Lane(at.topic(), epoch, Integer.toString(at.partition()));
  }

  public TopicPartition at() {
    return at;
  }

  public Prefix prefix() {
    return prefix;
  }

  Phase phase() {
    return phase;
  }

  /** Its name in the inbox: topic, the topic's id, number. */
  public IncomingMessage.Lane lane() {
    return lane;
  }

  /** What the database of the effects was last known to know. */
  public long known() {
    return known;
  }

  public void known(long number) {
    known = number;
  }

  /** What was last committed to the group. */
  public long committed() {
    return committed;
  }

  public void committed(long offset) {
    committed = offset;
  }

  public boolean isFirst() {
    return phase == Phase.FIRST;
  }

  /** Its records are dropped from now on wherever they are. */
  public void leave() {
    gone = true;
  }

  public boolean isGone() {
    return gone;
  }

  /** Whether its place is known, and not about to change. */
  public boolean isPlaced() {
    return phase == Phase.FIRST || phase == Phase.FLOWING;
  }

  /** Its place is known. */
  public void arrive(String topicId, long knownNumber) {
    lane = lane(topicId);
    known = knownNumber;
    phase = Phase.FIRST;
  }

  /** Takes up the records of a poll. */
  public void admit(List<Delivery> deliveries) {
    met = true;
    deliveries.forEach(prefix::admit);
  }

  /** Whether all that came first is settled. */
  public boolean hasMetItsFirst() {
    return phase == Phase.FIRST && met && prefix.isEmpty();
  }

  /** Whether it is waiting for what came first to be settled. */
  public boolean isMeetingItsFirst() {
    return phase == Phase.FIRST && met;
  }

  /** What came first is settled; if that is written down as well, nothing is first any more. */
  public void greeted(boolean writtenDown) {
    met = false;
    phase = writtenDown ? Phase.FLOWING : Phase.FIRST;
  }

  /** It shall begin elsewhere; its queued records are to be discarded by the caller. */
  public void drainTo(long number) {
    target = number;
    met = false;
    phase = Phase.DRAINING;
  }

  /** Another life of the topic: everything known about its place is void. */
  public void replacedBy(String topicId) {
    lane = lane(topicId);
    known = 0;
    committed = Prefix.UNKNOWN;
    drainTo(BEGINNING);
  }

  public boolean isDrained() {
    return phase == Phase.DRAINING && !prefix.isInHand();
  }

  /** Begins elsewhere, now that it is drained; answers where. */
  public long beginAgain() {
    phase = Phase.FIRST;
    return target;
  }

  @Override
  public String toString() {
    return lane.toString();
  }
}
