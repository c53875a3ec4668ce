// SPDX-License-Identifier: Apache-2.0
package dev.semel.reconcile.internal.merge;

import dev.semel.reconcile.RepairLimits;
import dev.semel.reconcile.Window;
import java.time.Duration;

/**
 * What a run was told. Immutable.
 *
 * @param name of the reconciliation; part of the identity of what it finds
 */
public record Rules(
    String name,
    Window window,
    Duration grace,
    Duration lag,
    Duration settlementLag,
    Duration sla,
    long amountTolerance,
    long feeTolerance,
    int groupMax,
    RepairLimits limits) {}
