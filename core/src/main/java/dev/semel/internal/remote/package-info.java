// SPDX-License-Identifier: Apache-2.0
/** Remote effects: what is next for one, the attempts, and how they end. */
@NullMarked
package dev.semel.internal.remote;

import org.jspecify.annotations.NullMarked;
