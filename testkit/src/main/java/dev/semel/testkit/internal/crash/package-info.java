// SPDX-License-Identifier: Apache-2.0
/**
 * Runs a scenario once for every place where its process can die. The calls of a life are numbered
 * as they come; a schedule is the list of numbers at which the process dies. Schedules are tried in
 * the manner of a depth-first search: run one, count its steps, then let the process die once more
 * at each later step.
 */
@NullMarked
package dev.semel.testkit.internal.crash;

import org.jspecify.annotations.NullMarked;
