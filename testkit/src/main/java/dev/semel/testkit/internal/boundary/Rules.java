// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an effect that stays in one transaction does not do. Each finding says what happened, where,
 * what can come of it, and what to do. For one thread.
 */
public final class Rules {
  private final Observed observed;
  private final List<String> findings = new ArrayList<>();

  private Rules(Observed observed) {
    this.observed = observed;
  }

  /** All that was found; empty if the effect stays in one transaction. */
  public static List<String> findings(Observed observed) {
    Rules rules = new Rules(observed);
    rules.oneDataSource();
    rules.oneConnection();
    rules.oneCommit();
    rules.nothingElseInside();
    rules.committedAtAll();
    rules.findings.addAll(SocketRules.findings(observed));
    return List.copyOf(rules.findings);
  }

  private void oneDataSource() {
    Map<String, Transaction> firsts = new LinkedHashMap<>();
    observed.committed().forEach(t -> firsts.putIfAbsent(t.resource, t));
    if (firsts.size() < 2) {
      return;
    }
    StringBuilder text = new StringBuilder("writes through " + firsts.size() + " data sources:");
    firsts.forEach(
        (resource, transaction) ->
            text.append("\n  ").append(resource).append(": ").append(first(transaction)));
    List<String> names = new ArrayList<>(firsts.keySet());
    String last = names.contains("database") ? other(names) : names.get(names.size() - 1);
    findings.add(
        text
            + "\n  They do not commit together: when the process dies in between, one has happened"
            + " and the other has not.\n  Write both through one connection, or say allowing(\""
            + last
            + "\") if it is meant to be outside.");
  }

  private static String other(List<String> names) {
    return names.stream().filter(name -> !name.equals("database")).findFirst().orElse("");
  }

  private void oneConnection() {
    List<Transaction> committed = observed.committed();
    for (int i = 0; i < committed.size(); i++) {
      for (Transaction later : committed.subList(i + 1, committed.size())) {
        Transaction earlier = committed.get(i);
        if (earlier.resource.equals(later.resource)
            && earlier.connection != later.connection
            && earlier.overlaps(later)) {
          findings.add(
              "writes through two connections of "
                  + later.resource
                  + " at the same time:\n  connection "
                  + earlier.connection
                  + ": "
                  + first(earlier)
                  + "\n  connection "
                  + later.connection
                  + ": "
                  + first(later)
                  + "\n  What one commits stays when the other rolls back.\n  Give the inner code the"
                  + " connection of the outer, or have it join the transaction (no REQUIRES_NEW).");
          return;
        }
      }
    }
  }

  private void oneCommit() {
    Map<String, List<Transaction>> byResource = new LinkedHashMap<>();
    observed
        .committed()
        .forEach(t -> byResource.computeIfAbsent(t.resource, r -> new ArrayList<>()).add(t));
    byResource.forEach(
        (resource, transactions) -> {
          if (transactions.size() > 1) {
            findings.add(commits(resource, transactions));
          }
        });
  }

  private static String commits(String resource, List<Transaction> transactions) {
    StringBuilder text =
        new StringBuilder(
            "commits its writes to %s in %d transactions, not in one:"
                .formatted(resource, transactions.size()));
    for (Transaction transaction : transactions) {
      text.append("\n  ").append(first(transaction)).append(", ").append(committed(transaction));
    }
    return text
        + "\n  When the process dies between two of them, the first has happened and the rest has"
        + " not.\n  Do all of it before one commit.";
  }

  private static String first(Transaction transaction) {
    int more = transaction.writes.size() - 1;
    return transaction.firstWrite().shown() + (more > 0 ? " and " + more + " more" : "");
  }

  private static String committed(Transaction transaction) {
    Entry ending = transaction.ending;
    if (ending == null) {
      return "never committed";
    }
    if (transaction.how.startsWith("by itself")) {
      return "committed " + transaction.how;
    }
    String how = transaction.how.isEmpty() ? "" : " " + transaction.how;
    return "committed" + how + " by " + ending.shown();
  }

  private void nothingElseInside() {
    for (Entry entry : observed.calls()) {
      Transaction around = around(entry);
      if (around != null && !observed.allows(entry.call().resource())) {
        findings.add(inside(entry, around));
      }
    }
  }

  private @Nullable Transaction around(Entry entry) {
    if (!Observed.leaves(entry)) {
      return null;
    }
    return observed.writing().stream()
        .filter(transaction -> transaction.contains(entry.began()))
        .findFirst()
        .orElse(null);
  }

  private static String inside(Entry entry, Transaction around) {
    String what =
        switch (entry.call().kind()) {
          case PUBLISH -> "publishes";
          case ACK -> "acknowledges";
          case HTTP -> "speaks HTTP";
          default -> "calls outside";
        };
    String advice =
        switch (entry.call().kind()) {
          case PUBLISH ->
              "What was published stays when the transaction rolls back.\n  Publish after the"
                  + " commit, or write the message to an outbox in the same transaction";
          case ACK ->
              "The message is gone for good when the transaction rolls back.\n  Acknowledge after"
                  + " the commit";
          default ->
              "What the other side did stays when the transaction rolls back, and a redelivery does"
                  + " it again.\n  Call before the transaction or after its commit, with a key that"
                  + " the other side knows again";
        };
    return "%s inside the transaction: %s, around it %s\n  %s, or say allowing(\"%s\")."
        .formatted(what, entry.shown(), ends(around), advice, entry.call().resource());
  }

  static String ends(Transaction transaction) {
    Entry ending = transaction.ending;
    String end =
        ending == null
            ? "which is still open"
            : transaction.end == Transaction.End.COMMITTED
                ? committed(transaction)
                : "given up by " + ending.shown();
    return first(transaction) + ", " + end;
  }

  private void committedAtAll() {
    List<Transaction> writing = observed.writing();
    if (!observed.failed() && !writing.isEmpty() && observed.committed().isEmpty()) {
      findings.add(
          "writes and never commits: "
              + ends(writing.get(0))
              + "\n  Whoever delivers takes the message for done, and nothing of it stays.\n  Commit"
              + " before the delivery returns, or let its failure out.");
    }
  }
}
