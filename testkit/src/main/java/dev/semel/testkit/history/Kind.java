// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

/** What an event of a history is about. Immutable. */
public enum Kind {
  /** A client gave the message away: to a broker, an HTTP endpoint, a queue table. */
  SENT(0, "sending"),
  /** A consumer was given the message; ok means that it acknowledged. */
  DELIVERED(1, "delivering"),
  /** The effect of the message happened. */
  APPLIED(2, "applying"),
  /** A message about the effect was seen where others read it. */
  PUBLISHED(3, "publishing"),
  /** Somebody found out how an attempt with an unknown end had ended. */
  RESOLVED(4, "resolving"),
  /** The message was put on the list of a person. */
  PARKED(5, "parking"),
  /** A fault was injected: a kill, a pause, a cut connection. */
  FAULT(6, "fault");

  /** The kinds that are attempts and can end in several ways. */
  static final int ATTEMPTS = 4;

  private static final Kind[] ALL = values();

  private final int code;
  private final String doing;

  Kind(int code, String doing) {
    this.code = code;
    this.doing = doing;
  }

  String doing() {
    return doing;
  }

  /** Small and without gaps: the place in {@link #at} and in arrays by kind; attempts first. */
  int code() {
    return code;
  }

  static Kind at(int code) {
    return ALL[code];
  }
}
