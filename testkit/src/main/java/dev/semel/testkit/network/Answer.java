// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

/** What the provider says. Immutable. */
record Answer(int status, String body) {
  static Answer error(int status, String error, String message) {
    return new Answer(
        status, new JsonObject().text("error", error).text("message", message).toString());
  }

  boolean isSuccess() {
    return status < 300;
  }
}
