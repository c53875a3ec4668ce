// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import dev.semel.Key;

/**
 * A remote effect is known not to have happened, and will not happen under its key: the other side
 * said so, it was not sent in time, or it was undone. Immutable.
 */
public final class RemoteFailureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Key key;
  private final String why;

  public RemoteFailureException(Key key, String why) {
    super(
        "SEMEL-074 %s has not happened and will not: %s; another attempt is another key"
            .formatted(key, why));
    this.key = key;
    this.why = why;
  }

  public Key key() {
    return key;
  }

  public String why() {
    return why;
  }
}
