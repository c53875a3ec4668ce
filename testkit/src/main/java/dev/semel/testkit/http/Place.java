// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

/** Where the application is now; it moves when it is started again. Threads may share it. */
final class Place {
  private volatile Target target;

  Place(Target target) {
    this.target = target;
  }

  Target target() {
    return target;
  }

  void moves(Target there) {
    target = there;
  }
}
