// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last words of a transaction. Immutable.
 *
 * @param token what the transaction was marked with
 * @param result what a later duplicate is given
 * @param waitMillis how long to wait for a concurrent owner
 * @param messages what the effect tells others
 */
public record Seal(
    String token, @Nullable Content result, int waitMillis, List<NewMessage> messages) {}
