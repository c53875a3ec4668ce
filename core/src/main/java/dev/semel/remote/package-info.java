// SPDX-License-Identifier: Apache-2.0
/**
 * Calls that cannot join the transaction: what is meant is written down, then the call is made,
 * then what came of it is written down; and there is a rule for each way in which the middle can be
 * lost.
 */
@NullMarked
package dev.semel.remote;

import org.jspecify.annotations.NullMarked;
