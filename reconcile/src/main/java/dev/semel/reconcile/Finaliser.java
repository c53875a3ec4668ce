// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile;

/**
 * What ends an effect in doubt by evidence from elsewhere: one conditional write, in which the
 * first wins and an end is never overwritten. Called by one thread, one repair after the other.
 */
@FunctionalInterface
public interface Finaliser {
  /**
   * Finalises, unless somebody has.
   *
   * @return false if it was final already
   */
  boolean finalise(Repair repair) throws Exception;
}
