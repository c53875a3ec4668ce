// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import dev.semel.Fingerprint;
import dev.semel.Key;
import dev.semel.Outcome;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Claims on keys whose work begins in one place and ends in another, perhaps on another thread: the
 * door for adapters, such as the one of HTTP. Thread-safe.
 *
 * <p>There are two kinds. A claim that is <em>open</em> lives in a database transaction of its own:
 * work and result commit together, and a dead process leaves nothing. A claim that is
 * <em>taken</em> is committed at once, seen by everyone, and over when its lease is: for work that
 * no transaction covers. Whoever finds the lease over cannot tell how far the work went.
 *
 * <p>Nothing here compares fingerprints: an adapter finds what stands and judges by its own rules.
 */
public interface Claims {

  /**
   * Begins a transaction and claims the key in it; never waits for somebody else's claim.
   *
   * @throws dev.semel.LedgerException if the database could not be asked; nothing was done
   */
  Answer open(Key key);

  /**
   * Claims the key for the time of a lease, by the database's clock, and commits that.
   *
   * @throws dev.semel.LedgerException if the database could not be asked; if a claim was committed
   *     all the same, its lease ends it
   */
  Answer take(Key key, Duration lease);

  /**
   * Takes over what was seen standing with a lease that is over, or as unknown, unless somebody did
   * so before. The new claim has the next fence: the old owner can settle nothing any more.
   */
  Answer takeOver(Key key, Standing seen, Duration lease);

  /**
   * Settles, on evidence from elsewhere, what was seen standing with a lease that is over or as
   * unknown.
   *
   * @return false if it does not stand like that any more
   */
  boolean resolve(Key key, Standing seen, Stored result);

  /** Keys of this scope that were born earlier may have been forgotten, by the database's clock. */
  Instant memoryFrom(String scope);

  /**
   * The same door for callers who cannot wait long: how long the end of a taken claim is tried to
   * be written while the database cannot be reached, instead of as long as the ledger waits for
   * others.
   */
  Claims tryingFor(Duration patience);

  /** The largest result, in bytes; a claim is not settled with a larger one. */
  int resultBytesMax();

  /** Whether this is the data source whose transactions the claims live in. */
  boolean on(DataSource dataSource);

  /** What became of an attempt to claim. */
  sealed interface Answer permits Claimed, Standing, Busy, Refused, Forgotten {}

  /** The claim is ours. */
  record Claimed(Claim claim) implements Answer {}

  /**
   * The key has a row.
   *
   * @param fingerprint of the content the key was claimed for, if it was claimed for any
   * @param since when it came into this state
   * @param now the database's clock when it was read
   * @param fence of the claim that wrote it; 0 for a row of the atomic door
   * @param leaseUntil for a claim that is not settled
   * @param stored the result, or why it is unknown in plain text; null for a result that is not
   *     kept any more, and for an effect without any
   */
  record Standing(
      State state,
      @Nullable Fingerprint fingerprint,
      Instant since,
      Instant now,
      long fence,
      @Nullable Instant leaseUntil,
      @Nullable Stored stored)
      implements Answer {
    /** Whether its owner may still be at it. */
    public boolean leased() {
      return state == State.CLAIMED && leaseUntil != null && leaseUntil.isAfter(now);
    }
  }

  /** Somebody holds the key in a transaction that is open; what for cannot be seen. */
  record Busy() implements Answer {}

  /** The key cannot be looked for: its id is shared by another, or its birth time is wrong. */
  record Refused(Outcome.Reason reason) implements Answer {}

  /** The key is older than the memory of its scope. */
  record Forgotten(Instant origin, Instant memoryFrom) implements Answer {}

  /** The states of a row. */
  enum State {
    CLAIMED,
    UNKNOWN,
    PARKED,
    DONE
  }

  /** A result as it is kept. The bytes are not copied. */
  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  record Stored(String contentType, byte[] bytes) {}
}
