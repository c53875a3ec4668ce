// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.verification.museum.Piece.Trap;
import java.util.List;
import java.util.stream.Stream;

/** All pieces. */
final class Museum {
  private Museum() {}

  static List<Piece<?>> pieces() {
    return Stream.of(
            Inboxes.pieces(),
            Stale.pieces(),
            Memories.pieces(),
            Keys.pieces(),
            Acks.pieces(),
            Transactions.pieces(),
            Wires.pieces(),
            Relays.pieces(),
            Outboxes.pieces(),
            Workers.pieces(),
            Projections.pieces(),
            Gateways.pieces())
        .flatMap(List::stream)
        .toList();
  }

  static Stream<Trap<?>> traps() {
    return pieces().stream().flatMap(piece -> piece.traps().stream());
  }
}
