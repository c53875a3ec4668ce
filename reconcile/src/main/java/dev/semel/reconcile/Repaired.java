// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

/**
 * What became of a repair. Immutable.
 *
 * @param repair what was to be done
 * @param ending what became of it
 */
public record Repaired(Repair repair, Ending ending) {
  /** The ways a repair ends. */
  public enum Ending {
    FINALISED,
    /** Somebody else was first. */
    ALREADY_FINAL,
    /** Asked again, they say something else than their report; nothing was done. */
    CHANGED,
    /** The lookup or the finaliser threw; the log says what. A later run may try again. */
    FAILED
  }
}
