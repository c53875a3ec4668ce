// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

/** Which way bytes go through a session. */
enum Direction {
  TO_SERVER,
  TO_CLIENT
}
