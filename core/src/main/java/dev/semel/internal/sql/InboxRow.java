// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import dev.semel.spi.InboxEvent;
import dev.semel.spi.IncomingMessage;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that was taken and is not applied. Immutable.
 *
 * @param number what it is called here; 0 before it is written
 * @param line the hash of its source and key, or its place if it has no order to keep
 * @param place the hash of where the broker has it
 * @param why it is parked
 * @param attempts how often its effect was tried
 * @param deaths those of the last attempts that nobody came back from
 * @param tryInMillis how long until it is tried again
 * @param error what was said about it last
 */
public record InboxRow(
    long number,
    State state,
    UUID line,
    UUID place,
    IncomingMessage message,
    InboxEvent.@Nullable Why why,
    int attempts,
    int deaths,
    long tryInMillis,
    @Nullable String error) {

  /** The same behind another. */
  public InboxRow behind() {
    return in(State.BEHIND, line, null, deaths, 0, error);
  }

  /** The same, to be tried after a while. */
  public InboxRow waiting(long millis) {
    return in(State.WAITING, line, null, deaths, millis, error);
  }

  /** The same, tried in vain. */
  public InboxRow failed(long millis, String error) {
    return in(State.WAITING, line, null, 0, millis, error);
  }

  /**
   * The same, parked.
   *
   * @param line where the others of its line do not wait for it, its place
   */
  public InboxRow parked(UUID line, InboxEvent.Why why, String error) {
    return in(State.PARKED, line, why, deaths, 0, error);
  }

  /** The same after one more attempt that somebody came back from. */
  public InboxRow attempted() {
    return new InboxRow(
        number, state, line, place, message, why, attempts + 1, 0, tryInMillis, error);
  }

  /** The same before the attempt that was not made. */
  public InboxRow unattempted() {
    return new InboxRow(
        number, state, line, place, message, why, attempts, deaths - 1, tryInMillis, error);
  }

  private InboxRow in(
      State state,
      UUID line,
      InboxEvent.@Nullable Why why,
      int deaths,
      long millis,
      @Nullable String error) {
    return new InboxRow(number, state, line, place, message, why, attempts, deaths, millis, error);
  }

  public boolean isParked() {
    return state == State.PARKED;
  }

  @Nullable String whyName() {
    return why == null ? null : why.name();
  }

  static InboxEvent.@Nullable Why why(@Nullable String name) {
    return name == null ? null : InboxEvent.Why.valueOf(name);
  }

  byte @Nullable [] keyBytes() {
    String key = message.key();
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  static @Nullable String key(byte @Nullable [] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** Why a message is held. */
  public enum State {
    /** It is tried again. */
    WAITING(1),
    /** A person has to decide. */
    PARKED(2),
    /** Another of its line is before it. */
    BEHIND(3);

    private final int code;

    State(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }

    static State of(int code) {
      return switch (code) {
        case 1 -> WAITING;
        case 2 -> PARKED;
        case 3 -> BEHIND;
        default -> throw new IllegalArgumentException("a held message in state " + code);
      };
    }
  }
}
