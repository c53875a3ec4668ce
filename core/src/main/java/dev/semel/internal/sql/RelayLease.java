// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What whoever takes a relay over finds. Immutable.
 *
 * @param cursor everything up to here was taken, or is held
 * @param idMax the greatest id among it
 * @param detached the same for destinations that go at their own pace
 * @param pause why it was stopped, or null if it was not
 */
public record RelayLease(
    long fence,
    LogPosition cursor,
    long idMax,
    Map<String, LogPosition> detached,
    @Nullable String pause) {}
