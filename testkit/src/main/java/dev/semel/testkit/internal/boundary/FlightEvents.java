// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The kit's own events in a recording. */
final class FlightEvents {
  private FlightEvents() {}

  /** A thread is at a position of a call log. */
  @Name("dev.semel.testkit.At")
  @Label("At a Call")
  @Category("Semel Test Kit")
  @Enabled(false)
  @StackTrace(false)
  static final class At extends Event {
    @Label("Watch")
    long watch;

    @Label("Position")
    int position;
  }

  /** A thread is inside the driver of a watched data source. */
  @Name("dev.semel.testkit.Inside")
  @Label("Inside a Driver")
  @Category("Semel Test Kit")
  @Enabled(false)
  @StackTrace(false)
  static final class Inside extends Event {
    @Label("Watch")
    long watch;

    @Label("Resource")
    String resource = "";
  }
}
