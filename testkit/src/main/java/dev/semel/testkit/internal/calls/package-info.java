// SPDX-License-Identifier: Apache-2.0
/**
 * Calls that leave the process, seen without a hook in anybody's code: proxies stand before a
 * {@link javax.sql.DataSource} or any other interface and tell a {@link
 * dev.semel.testkit.internal.calls.CallWatcher} before and after each call that the world outside
 * could notice. Calls that only touch memory (setters, getters, {@code prepareStatement}, reading a
 * fetched row) are not told: dying before one is the same as dying after the call that went before.
 */
@NullMarked
package dev.semel.testkit.internal.calls;

import org.jspecify.annotations.NullMarked;
