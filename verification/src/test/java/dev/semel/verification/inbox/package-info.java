// SPDX-License-Identifier: Apache-2.0
/**
 * What a consumer was delivered, and where it is: once, in order per key, and nothing acknowledged
 * that is lost; on real servers.
 */
@NullMarked
package dev.semel.verification.inbox;

import org.jspecify.annotations.NullMarked;
