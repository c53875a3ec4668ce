// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.docs;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Semel;
import dev.semel.remote.Finding;
import dev.semel.remote.Recovery;
import dev.semel.remote.RemoteDesk;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteOutcome;
import dev.semel.remote.RemoteStanding;
import dev.semel.remote.RemoteState;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** The code in the document of remote effects, compiled and run by {@link RemoteDocTest}. */
final class RemoteSnippets {
  private RemoteSnippets() {}

  /** What a gateway offers. */
  interface Gateway {
    String charge(String key, String request);

    Optional<String> find(String key);
  }

  // tag::stripe[]
  static RemoteEffect<String, String> stripe(Gateway gateway) {
    return RemoteEffect.named("stripe.charge", Codec.text(), Codec.text())
        .call((call, request) -> gateway.charge(call.key(), request))
        .idempotentFor(Duration.ofHours(24)) // The same key, the same answer; then it is forgotten.
        .lookup((call, request) -> Finding.of(gateway.find(call.key())), Duration.ofMinutes(1))
        .whenSucceeded(
            (tx, order, receipt) -> {
              paid(tx.connection(), order);
              tx.publish(
                  Message.to("payments").key(order).body(receipt.getBytes(StandardCharsets.UTF_8)));
            })
        .build();
  }

  // end::stripe[]

  // tag::mail[]
  static RemoteEffect<String, String> mail(Gateway gateway) {
    return RemoteEffect.named("mail.receipt", Codec.text(), Codec.text())
        .call((call, letter) -> gateway.charge(call.key(), letter))
        .neverRepeat() // A server that took it and lost the answer: a person decides.
        .build();
  }

  // end::mail[]

  // tag::once[]
  static String pay(Semel semel, RemoteEffect<String, String> charge, String order) {
    return semel.remote().once(charge, order, "4200 EUR"); // The result, or an exception.
  }

  // end::once[]

  // tag::intend[]
  static Recovery consume(Semel semel, RemoteEffect<String, String> charge, String order)
      throws SQLException {
    semel.once(
        Key.of("billing", order),
        tx -> {
          placed(tx.connection(), order);
          semel.remote().intend(tx, charge, order, "4200 EUR", Duration.ofHours(1));
        });
    return semel.remote().recovering(charge).perSecond(50).start(); // Once per process.
  }

  // end::intend[]

  // tag::desk[]
  static void decide(Semel semel, RemoteEffect<String, String> charge) {
    RemoteDesk<String> desk = semel.remote().desk(charge);
    for (RemoteStanding parked : desk.in(RemoteState.PARKED, 100)) {
      RemoteOutcome<String> found = desk.probe(parked.subject());
      if (found instanceof RemoteOutcome.InDoubt) {
        var unused = desk.failed(parked.subject(), "person alice", "the gateway says no, by phone");
      }
    }
  }

  // end::desk[]

  private static void placed(Connection c, String order) throws SQLException {
    run(c, "insert into effect (id, what) values (?, 'placed')", order);
  }

  private static void paid(Connection c, String order) throws SQLException {
    run(c, "insert into effect (id, what) values (?, 'paid')", order);
  }

  private static void run(Connection c, String sql, String order) throws SQLException {
    try (PreparedStatement statement = c.prepareStatement(sql)) {
      statement.setString(1, order);
      statement.executeUpdate();
    }
  }
}
