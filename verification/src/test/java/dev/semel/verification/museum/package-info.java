// SPDX-License-Identifier: Apache-2.0
/**
 * The museum: consumers, relays and journals as they are written in the wild, each wrong in its own
 * way. Each piece stands beside its correct counterpart; the kit has to tell them apart.
 */
package dev.semel.verification.museum;
