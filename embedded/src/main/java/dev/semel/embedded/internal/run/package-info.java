// SPDX-License-Identifier: Apache-2.0
/**
 * What every embedded server needs, whichever it is: a run directory with an owner, processes that
 * are told apart and end, locks, ports, a cache, a log.
 */
@NullMarked
package dev.semel.embedded.internal.run;

import org.jspecify.annotations.NullMarked;
