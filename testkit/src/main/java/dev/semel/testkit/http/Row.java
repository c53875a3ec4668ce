// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.util.Set;

/**
 * A row of the tables that say what an Idempotency-Key does: something a server does or does not
 * do, as can be seen from outside. Immutable, hence thread-safe.
 */
public final class Row {
  /** How it is found out. */
  @FunctionalInterface
  interface Check {
    void on(Visit visit) throws Unmet;
  }

  private final String id;
  private final String title;
  private final Set<Offer> needs;
  private final Check check;

  private Row(String id, String title, Set<Offer> needs, Check check) {
    this.id = id;
    this.title = title;
    this.needs = needs;
    this.check = check;
  }

  static Row row(String id, String title, Check check) {
    return new Row(id, title, Set.of(), check);
  }

  Row with(Offer... needed) {
    return new Row(id, title, Set.of(needed), check);
  }

  /** The table and the row in it, such as {@code A.2/4}; a row never changes its id. */
  public String id() {
    return id;
  }

  /** What is expected. */
  public String title() {
    return title;
  }

  /** What an application must have for this row to be asked. */
  public Set<Offer> needs() {
    return needs;
  }

  void on(Visit visit) throws Unmet {
    check.on(visit);
  }

  @Override
  public String toString() {
    return id + " " + title;
  }
}
