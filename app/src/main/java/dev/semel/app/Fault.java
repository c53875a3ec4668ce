// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

/** What goes wrong with the first delivery of a payment. All later ones go well. */
enum Fault {
  /** The acknowledgement arrives, and the broker delivers again all the same. Simulated. */
  DUPLICATE("duplicates", 10, Integer.MAX_VALUE),
  /** The consumer commits, and its acknowledgement never arrives. Simulated. */
  LOST_ACK("lost acks", 25, Integer.MAX_VALUE),
  /** The consumer loses its memory and connections after its commit. Simulated in this JVM. */
  CRASH("crashes after the commit", 100, Integer.MAX_VALUE),
  /** The server cuts the connection between two statements of the transaction. Real. */
  CUT_CONNECTION("connections cut before the commit", 100, Integer.MAX_VALUE),
  /** A consumer in a JVM of its own halts after its commit. Real. */
  KILLED_JVM("JVMs killed after the commit", 200, 5);

  private final String plural;
  private final int oneIn;
  private final int timesMax;

  Fault(String plural, int oneIn, int timesMax) {
    this.plural = plural;
    this.oneIn = oneIn;
    this.timesMax = timesMax;
  }

  /** How many of so many payments are to meet it: at least one. */
  int timesAmong(int payments) {
    return Math.min(timesMax, Math.max(1, payments / oneIn));
  }

  String plural() {
    return plural;
  }
}
