// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import dev.semel.verification.databases.Eventually;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;

/** What tests of claims have in common. */
abstract class ClaimsContract extends Contract {
  static final Duration LONG = Duration.ofHours(1);
  static final Duration MOMENT = Duration.ofMillis(1);

  static Claims.Stored stored(String text) {
    return new Claims.Stored("text/x-test", text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(Claims.Standing standing) {
    return new String(standing.stored().bytes(), StandardCharsets.UTF_8);
  }

  Claims claims() {
    return semel.claims();
  }

  Claim opened(Key key) {
    return claimed(claims().open(key));
  }

  Claim taken(Key key, Duration lease) {
    return claimed(claims().take(key, lease));
  }

  static Claim claimed(Claims.Answer answer) {
    assertThat(answer).isInstanceOf(Claims.Claimed.class);
    return ((Claims.Claimed) answer).claim();
  }

  Claims.Standing standing(Key key) {
    return standing(claims().open(key));
  }

  static Claims.Standing standing(Claims.Answer answer) {
    if (answer instanceof Claims.Claimed claimed) {
      claimed.claim().close();
    }
    assertThat(answer).isInstanceOf(Claims.Standing.class);
    return (Claims.Standing) answer;
  }

  /** A claim that was taken and whose lease is over, by the database's clock. */
  Claim abandoned(Key key) {
    Claim claim = taken(key, MOMENT);
    Eventually.holds("the lease is over", () -> !standing(key).leased());
    return claim;
  }

  void effect(Claim claim) throws SQLException {
    db.insertEffect(claim.tx().connection(), claim.key().id(), "effect");
  }

  void assertFree(Key key) {
    Claim claim = opened(key);
    claim.release();
    assertThat(db.settled(key.scope()) + db.unsettled(key.scope())).isZero();
  }
}
