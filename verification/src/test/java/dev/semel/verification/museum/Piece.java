// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A piece of the museum, its counterpart, and the traps that have to tell them apart.
 *
 * @param <T> what can be put into a trap: a way to start a consumer, for instance
 */
final class Piece<T> {
  private final String name;
  private final String wrong;
  private final String faults;
  private final T bad;
  private final T good;
  private final List<Trap<T>> traps = new ArrayList<>();

  private Piece(String name, String wrong, String faults, T bad, T good) {
    this.name = name;
    this.wrong = wrong;
    this.faults = faults;
    this.bad = bad;
    this.good = good;
  }

  /** A test that passes for correct code, and fails as a user's test would for other code. */
  @FunctionalInterface
  interface Check<T> {
    void of(T code) throws Exception;
  }

  /**
   * A check that has to catch the piece.
   *
   * @param words what its failure must say
   */
  record Trap<T>(Piece<T> piece, Layer layer, Check<T> check, String words) {
    void ofBad() throws Exception {
      check.of(piece.bad);
    }

    void ofGood() throws Exception {
      check.of(piece.good);
    }

    @Override
    public String toString() {
      return piece.name + ", by " + layer;
    }
  }

  /**
   * A piece that nothing catches yet.
   *
   * @param wrong what it does wrong, in one sentence
   * @param faults the numbers of the faults that it shows
   */
  static <T> Piece<T> of(String name, String wrong, String faults, T bad, T good) {
    return new Piece<>(name, wrong, faults, bad, good);
  }

  /** A consumer that nothing catches yet. */
  static Piece<Consumer.Start> consumer(
      String name, String wrong, String faults, Consumer.Start bad, Consumer.Start good) {
    return of(name, wrong, faults, bad, good);
  }

  /** It is caught by this as well. */
  Piece<T> caughtBy(Layer layer, Check<T> check, String words) {
    traps.add(new Trap<>(this, layer, check, words));
    return this;
  }

  String name() {
    return name;
  }

  String wrong() {
    return wrong;
  }

  String faults() {
    return faults;
  }

  List<Trap<T>> traps() {
    return Collections.unmodifiableList(traps);
  }

  @Override
  public String toString() {
    return name;
  }
}
