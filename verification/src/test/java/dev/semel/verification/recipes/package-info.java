// SPDX-License-Identifier: Apache-2.0
/**
 * Naturally idempotent effects and positions on every real database: repeated, reordered, at once
 * and broken off in the middle. The final state must not depend on any of it.
 */
package dev.semel.verification.recipes;
