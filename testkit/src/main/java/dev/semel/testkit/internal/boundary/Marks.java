// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

/** Leaves traces in a recording, so that its times can be compared with calls. Thread-safe. */
interface Marks {
  /** Where nobody records. */
  Marks NONE =
      new Marks() {
        @Override
        public void at(int position) {}

        @Override
        public Stay enter(String resource) {
          return () -> {};
        }
      };

  /** This thread is at this position of the call log now. */
  void at(int position);

  /** This thread is inside the driver of a watched data source until it leaves. */
  Stay enter(String resource);

  /** Being inside a driver. */
  @FunctionalInterface
  interface Stay {
    void leave();
  }
}
