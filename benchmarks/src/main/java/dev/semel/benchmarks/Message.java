// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.util.UUID;

/** One message to be applied once: adds 1 to an account. */
public record Message(UUID id, int account) {}
