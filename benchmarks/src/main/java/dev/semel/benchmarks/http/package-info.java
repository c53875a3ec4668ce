// SPDX-License-Identifier: Apache-2.0
/**
 * What idempotency keys cost: the same endpoint without the filter and with it, in the same rounds.
 */
@NullMarked
package dev.semel.benchmarks.http;

import org.jspecify.annotations.NullMarked;
