// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.http.Finding.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows of the tables, asked of one application over plain HTTP. One row is asked at a time:
 * threads may share it, and wait for each other.
 */
public final class Conformance {
  private static final List<Row> ROWS = all();

  private final Place place;
  private final Facts facts;

  private Conformance(Target target, Facts facts) {
    this.place = new Place(target);
    this.facts = facts;
  }

  /** Asks the application what it offers; refuses one that does not keep to the contract. */
  public static Conformance of(Target target) {
    Place where = new Place(target);
    target.address();
    try (Visit visit =
        new Visit(where, new Facts(Set.of(), new Answer(0, List.of(), new byte[0])))) {
      Answer said = visit.get("/conformance").send();
      if (said.status() != 200 || said.member("offers").isEmpty()) {
        throw noContract(target, "GET /conformance answered " + said.status(), null);
      } else if (visit.counts().effects() != 0) {
        throw noContract(target, "GET /effects does not tell 0 effects of a new case", null);
      }
      Facts facts = Facts.of(said);
      Set<Offer> offers = new HashSet<>(facts.offers());
      offers.remove(Offer.RESTART);
      target.restart().ifPresent(how -> offers.add(Offer.RESTART));
      return new Conformance(target, new Facts(Set.copyOf(offers), said));
    } catch (Unmet e) {
      throw noContract(target, String.valueOf(e.getMessage()), e);
    }
  }

  private static TestkitException noContract(
      Target target, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new TestkitException(
        Code.NO_CONTRACT,
        target.base() + " does not keep to the contract of docs/http-conformance.md: " + why,
        cause);
  }

  /** Every row there is, in the order of the tables. */
  public static List<Row> rows() {
    return ROWS;
  }

  /** Asks all rows, one after the other. */
  public Score run() {
    List<Finding> findings = new ArrayList<>();
    ROWS.forEach(row -> findings.add(ask(row)));
    return new Score(place.target().base(), findings);
  }

  /** Asks one row. */
  public synchronized Finding ask(Row row) {
    Set<Offer> missing = new HashSet<>(row.needs());
    missing.removeAll(facts.offers());
    if (!missing.isEmpty()) {
      return new Finding(row, State.NOT_ASKED, "not offered: " + words(missing));
    }
    try (Visit visit = new Visit(place, facts)) {
      row.on(visit);
      return new Finding(row, State.PASSED, visit.trail());
    } catch (Unmet e) {
      return new Finding(row, State.FAILED, String.valueOf(e.getMessage()));
    }
  }

  private static String words(Set<Offer> offers) {
    return offers.stream().map(Offer::word).sorted().collect(Collectors.joining(", "));
  }

  private static List<Row> all() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(ModelRows.rows());
    rows.addAll(KeyRows.rows());
    rows.addAll(OrderRows.rows());
    rows.addAll(ClaimRows.rows());
    rows.addAll(OutcomeRows.rows());
    rows.addAll(AnswerRows.rows());
    rows.addAll(ProblemRows.rows());
    rows.addAll(FingerprintRows.rows());
    rows.addAll(EdgeRows.rows());
    Set<String> ids = new HashSet<>();
    rows.stream()
        .map(Row::id)
        .filter(id -> !ids.add(id))
        .findFirst()
        .ifPresent(
            twice -> {
              throw new IllegalStateException("two rows are called " + twice);
            });
    return List.copyOf(rows);
  }

  /** Prints the score of the application at a URL; ends with 1 if a row failed. */
  public static void main(String[] arguments) {
    Main.run(arguments);
  }
}
