// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.ledger;

import dev.semel.Key;
import dev.semel.Tx;
import dev.semel.internal.sql.ClaimSql;
import dev.semel.internal.sql.Content;
import dev.semel.internal.sql.RowKey;
import dev.semel.internal.sql.State;
import dev.semel.spi.Claim;
import dev.semel.spi.Claims;
import dev.semel.spi.LedgerEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A claim that is a row with a lease. For one thread at a time. */
final class TakenClaim implements Claim {
  private static final String WHY_TYPE = "text/plain;charset=utf-8";
  private static final int WHY_LENGTH_MAX = 1_000;

  private final Key key;
  private final RowKey row;
  private final long fence;
  private final ClaimSql sql;
  private final Settings settings;
  private final Telemetry telemetry;
  private final Fenced fenced;
  private volatile boolean over;

  TakenClaim(
      Key key,
      RowKey row,
      long fence,
      OwnTransactions own,
      Settings settings,
      Telemetry telemetry) {
    this.key = key;
    this.row = row;
    this.fence = fence;
    this.sql = own.database().claims();
    this.settings = settings;
    this.telemetry = telemetry;
    this.fenced = new Fenced(own, settings);
  }

  @Override
  public Key key() {
    return key;
  }

  @Override
  public long fence() {
    return fence;
  }

  @Override
  public Tx tx() {
    throw new IllegalStateException(
        "%s was taken and has no transaction; open(...) begins one".formatted(key));
  }

  @Override
  public void settle(Claims.Stored result) {
    alive();
    Content content =
        Results.checked(key, result.contentType(), result.bytes(), settings.resultBytesMax());
    end(
        fenced.write(
            key,
            row,
            c -> sql.settle(c, row, fence, content),
            found -> Fenced.done(found, fence, content)));
    telemetry.tell(new LedgerEvent.Applied(key, false));
  }

  @Override
  public void leaveUnknown(String why) {
    alive();
    String kept = why.length() > WHY_LENGTH_MAX ? why.substring(0, WHY_LENGTH_MAX) : why;
    Content content = new Content(WHY_TYPE, kept.getBytes(StandardCharsets.UTF_8));
    end(
        fenced.write(
            key,
            row,
            c -> sql.leaveUnknown(c, row, fence, content),
            found -> found != null && found.state() == State.UNKNOWN && found.fence() == fence));
    telemetry.tell(new LedgerEvent.Unknown(key));
  }

  private void end(boolean ours) {
    over = true;
    if (!ours) {
      throw Fenced.notOurs(key, "its lease was over and somebody else decided about it", null);
    }
  }

  @Override
  public boolean extend(Duration lease) {
    alive();
    Duration asked = ClaimDoor.checked(lease);
    boolean ours = fenced.write(key, row, c -> sql.extend(c, row, fence, asked), found -> false);
    over = !ours;
    return ours;
  }

  @Override
  public void release() {
    if (!over) {
      boolean unused = fenced.write(key, row, c -> sql.release(c, row, fence), found -> true);
      over = true;
    }
  }

  @Override
  public void close() {
    over = true;
  }

  private void alive() {
    if (over) {
      throw new IllegalStateException("the claim on %s is over".formatted(key));
    }
  }
}
