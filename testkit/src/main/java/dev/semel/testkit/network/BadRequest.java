// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

/** The provider does not understand a request. Its message never has what was sent. */
final class BadRequest extends Exception {
  private static final long serialVersionUID = 1L;

  BadRequest(String message) {
    super(message);
  }
}
