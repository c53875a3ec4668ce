// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

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
final class Partition {
  /** What a partition does. */
  enum Phase {
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
  static final long BEGINNING = -2;

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

  TopicPartition at() {
    return at;
  }

  Prefix prefix() {
    return prefix;
  }

  Phase phase() {
    return phase;
  }

  /** Its name in the inbox: topic, the topic's id, number. */
  IncomingMessage.Lane lane() {
    return lane;
  }

  /** What the database of the effects was last known to know. */
  long known() {
    return known;
  }

  void known(long number) {
    known = number;
  }

  /** What was last committed to the group. */
  long committed() {
    return committed;
  }

  void committed(long offset) {
    committed = offset;
  }

  boolean isFirst() {
    return phase == Phase.FIRST;
  }

  /** Its records are dropped from now on wherever they are. */
  void leave() {
    gone = true;
  }

  boolean isGone() {
    return gone;
  }

  /** Whether its place is known, and not about to change. */
  boolean isPlaced() {
    return phase == Phase.FIRST || phase == Phase.FLOWING;
  }

  /** Its place is known. */
  void arrive(String topicId, long knownNumber) {
    lane = lane(topicId);
    known = knownNumber;
    phase = Phase.FIRST;
  }

  /** Takes up the records of a poll. */
  void admit(List<Delivery> deliveries) {
    met = true;
    deliveries.forEach(prefix::admit);
  }

  /** Whether all that came first is settled. */
  boolean hasMetItsFirst() {
    return phase == Phase.FIRST && met && prefix.isEmpty();
  }

  /** Whether it is waiting for what came first to be settled. */
  boolean isMeetingItsFirst() {
    return phase == Phase.FIRST && met;
  }

  /** What came first is settled; if that is written down as well, nothing is first any more. */
  void greeted(boolean writtenDown) {
    met = false;
    phase = writtenDown ? Phase.FLOWING : Phase.FIRST;
  }

  /** It shall begin elsewhere; its queued records are to be discarded by the caller. */
  void drainTo(long number) {
    target = number;
    met = false;
    phase = Phase.DRAINING;
  }

  /** Another life of the topic: everything known about its place is void. */
  void replacedBy(String topicId) {
    lane = lane(topicId);
    known = 0;
    committed = Prefix.UNKNOWN;
    drainTo(BEGINNING);
  }

  boolean isDrained() {
    return phase == Phase.DRAINING && !prefix.isInHand();
  }

  /** Begins elsewhere, now that it is drained; answers where. */
  long beginAgain() {
    phase = Phase.FIRST;
    return target;
  }

  @Override
  public String toString() {
    return lane.toString();
  }
}
