// SPDX-License-Identifier: Apache-2.0
/** What a consumer was delivered: once, in order per key, and nothing acknowledged that is lost. */
@NullMarked
package dev.semel.verification.inbox;

import org.jspecify.annotations.NullMarked;
