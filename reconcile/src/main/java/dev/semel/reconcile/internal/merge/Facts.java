// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

/**
 * What a verdict depends on besides the two states. Immutable.
 *
 * @param pastGrace older than effects in doubt may be before anybody asks
 * @param pastSettlementLag older than they may take to show what we have done
 * @param pastSla older than anything may be that has not ended
 * @param completeHere our side says how far it is complete
 * @param completeThere their side says so
 * @param captured our side had money before it reversed
 * @param money how the two amounts compare; equal if there are not two
 */
record Facts(
    boolean pastGrace,
    boolean pastSettlementLag,
    boolean pastSla,
    boolean completeHere,
    boolean completeThere,
    boolean captured,
    MoneyMatch money) {}
