// SPDX-License-Identifier: Apache-2.0
/**
 * What a consumer was delivered, and where it is.
 *
 * <pre>
 *   Places   how far lanes are settled, in the database of the effects
 *   Deaths   the marks by which a message that ends the process is found
 *   ByPlace  messages that are told by their place instead of an id
 * </pre>
 */
@NullMarked
package dev.semel.internal.inbox;

import org.jspecify.annotations.NullMarked;
