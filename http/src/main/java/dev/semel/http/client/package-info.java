// SPDX-License-Identifier: Apache-2.0
/**
 * Remote effects over HTTP: one POST per attempt, with the frozen bytes and the key, and what its
 * end says about whether it happened.
 */
@NullMarked
package dev.semel.http.client;

import org.jspecify.annotations.NullMarked;
