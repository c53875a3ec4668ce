// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.crash.Run;
import java.util.List;

/**
 * All that a report shows. Immutable.
 *
 * @param title the test, or the flow
 * @param run the schedule
 * @param changes what is different in the tables, a line each; empty if nobody looked
 * @param again the command that runs the schedule again
 * @param facts what was run altogether, in one line
 */
public record Finding(String title, Run run, List<String> changes, String again, String facts) {}
