// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A.3: what comes before the key is looked up. */
final class OrderRows {
  private static final int SLOW = 6;
  private static final int SLOW_BYTES = 5;

  private OrderRows() {}

  static List<Row> rows() {
    return List.of(
        row(
            "A.3/authenticate",
            "without credentials nobody gets a stored answer",
            v -> {
              Answer first = v.created(v.charge());
              Answer other = v.charge().without("Authorization").send();
              v.expect(other.status() == 401 || other.status() == 403, "401 or 403");
              v.expect(!other.sameBodyAs(first), "another body than the stored one");
              v.effects(1, 1);
            }),
        row(
                "A.3/authorize",
                "a caller who may no longer call gets no stored answer",
                OrderRows::revoked)
            .with(Offer.REVOKE),
        row(
                "A.3/body-limit",
                "a body that is too large is refused before anything is stored",
                OrderRows::tooLarge)
            .with(Offer.BODY_LIMIT),
        row("A.3/slow-body", "a body that is half there claims nothing", OrderRows::slowBody));
  }

  private static void revoked(Visit v) throws Unmet {
    Ask ask = v.charge().by(v.target().callers().second());
    Answer first = v.created(ask);
    v.control("/control/revoke?caller=second");
    try {
      Answer refused = ask.send();
      v.expect(refused.status() == 401 || refused.status() == 403, "401 or 403");
      v.expect(!refused.sameBodyAs(first), "another body than the stored one");
    } finally {
      v.control("/control/restore?caller=second");
    }
    v.replayed(first, ask);
    v.effects(1, 1);
  }

  private static void tooLarge(Visit v) throws Unmet {
    byte[] body = new byte[v.facts().number("bodyBytesMax", 1 << 20) + 1];
    Arrays.fill(body, (byte) ' ');
    Ask large = v.charge().type("application/octet-stream").body(body);
    // A server may close while the client still writes; then only the effect can be looked at.
    boolean refused = large.begin().answerIfAny().map(a -> a.status() == 413).orElse(true);
    v.expect(refused, "413 for " + body.length + " bytes");
    v.effects(0, 0);
    v.created(v.charge());
  }

  /** Several at once, so that the server has surely seen the heads of some of them. */
  private static void slowBody(Visit v) throws Unmet {
    List<Ask> asks = new ArrayList<>();
    List<Pending> slow = new ArrayList<>();
    for (int i = 0; i < SLOW; i++) {
      Ask ask = v.post("/charges").key('"' + v.key() + "-" + i + '"');
      byte[] all = ask.bytes();
      Pending pending = v.open(ask.name() + " (slow)", "POST");
      pending.write(Arrays.copyOf(all, all.length - SLOW_BYTES));
      asks.add(ask);
      slow.add(pending);
    }
    for (int i = 0; i < SLOW; i++) {
      Ask ask = asks.get(i);
      Answer other = v.created(ask);
      byte[] all = ask.bytes();
      slow.get(i).write(Arrays.copyOfRange(all, all.length - SLOW_BYTES, all.length));
      Answer late = slow.get(i).answer();
      v.expect(late.status() == 201 && late.sameBodyAs(other), "the other attempt's answer");
    }
    v.effects(SLOW, SLOW);
  }
}
