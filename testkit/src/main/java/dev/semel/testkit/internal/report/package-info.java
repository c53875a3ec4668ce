// SPDX-License-Identifier: Apache-2.0
/**
 * A schedule as a person sees it: a space-time diagram with a lane for each life of the process and
 * for each thing outside, time going down.
 *
 * <p>{@link dev.semel.testkit.internal.report.Reading} makes rows of steps, {@link
 * dev.semel.testkit.internal.report.Folding} leaves out what is far from any death, and the rows
 * are drawn twice: as text, in plain ASCII because the consoles of build machines seldom know more,
 * and as HTML.
 */
@NullMarked
package dev.semel.testkit.internal.report;

import org.jspecify.annotations.NullMarked;
