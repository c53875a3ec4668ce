// SPDX-License-Identifier: Apache-2.0
/**
 * PostgreSQL: its binaries, its cluster, the life of one server, and enough of its protocol to ask
 * it how it is. Knows nothing of other servers.
 */
@NullMarked
package dev.semel.embedded.internal.postgres;

import org.jspecify.annotations.NullMarked;
