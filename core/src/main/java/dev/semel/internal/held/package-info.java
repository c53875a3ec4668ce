// SPDX-License-Identifier: Apache-2.0
/**
 * What the relay and the inbox know alike about messages that are held: which lines may have any,
 * and how long one waits that failed.
 */
@NullMarked
package dev.semel.internal.held;

import org.jspecify.annotations.NullMarked;
