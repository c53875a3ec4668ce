// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.share;

/** Holds a message in the database that the broker is about to give up. */
final class HeldBackException extends Exception {
  private static final long serialVersionUID = 1L;

  HeldBackException(int deliveriesMax) {
    super(
        "the broker delivers a record %d times at most, and half of that was in vain; it is tried from the database now"
            .formatted(deliveriesMax),
        null,
        false,
        false);
  }
}
