// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What outlives the process: rows and records. Its monitor guards it, and is waited on. */
final class Disk {
  static final long RESPONSE_SECONDS = 86_400;
  static final long LEASE_SECONDS = 60;

  enum State {
    RUNNING,
    DONE,
    UNKNOWN
  }

  /** A record; who runs holds the object itself, which is his fence. */
  static final class Entry {
    final String fingerprint;
    State state = State.RUNNING;
    long arrived = now();
    long settled;
    long leaseUntil = now() + LEASE_SECONDS;
    int point;
    boolean spoilt;
    Reply stored;
    Reply pointer;

    Entry(String fingerprint) {
      this.fingerprint = fingerprint;
    }
  }

  final Map<String, Entry> records = new HashMap<>();
  final List<String> effects = new ArrayList<>();
  final List<String> audits = new ArrayList<>();

  static long now() {
    return System.nanoTime() / 1_000_000_000;
  }
}
