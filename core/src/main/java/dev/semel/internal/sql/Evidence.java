// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What somebody has said about a remote effect. */
public record Evidence(Instant at, String source, String says, @Nullable String detail) {}
