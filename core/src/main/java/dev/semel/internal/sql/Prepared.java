// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with its arguments, to be run later by somebody else. */
public record Prepared(String sql, List<? extends @Nullable Object> args) {}
