// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one run found out; what was left out is null.
 *
 * @param conditions under which it ran, a line each
 */
record Report(
    List<String> conditions, @Nullable Consuming consuming, @Nullable Relaying relaying) {}
