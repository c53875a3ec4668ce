// SPDX-License-Identifier: Apache-2.0
/** A real PostgreSQL server as a child process. */
@NullMarked
package dev.semel.embedded;

import org.jspecify.annotations.NullMarked;
