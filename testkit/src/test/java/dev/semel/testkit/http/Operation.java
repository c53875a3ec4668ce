// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The endpoints of the contract. */
enum Operation {
  CHARGES,
  ACCOUNTS,
  STRICT,
  OPTIONAL,
  UNSUPPORTED,
  LONG_KEYS,
  ANNOTATED,
  WAITING,
  FORMS,
  UPLOADS,
  CANONICAL,
  IGNORING,
  VERSIONED,
  SECRET,
  REBUILT,
  UNTRACKED,
  RESOLVING,
  RE_RUNNING,
  JOURNAL,
  ASYNC,
  ASYNC_TIMEOUT,
  STORING_ERRORS,
  NOT_STORING_CLIENT_ERRORS;

  static Optional<Operation> at(String path) {
    return Arrays.stream(values())
        .filter(o -> path.equals(o.path()) || path.startsWith(o.path() + "/"))
        .findFirst();
  }

  private String path() {
    return "/" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its effects stand at once, whatever becomes of the request. */
  boolean untracked() {
    return this == UNTRACKED || this == RESOLVING || this == RE_RUNNING;
  }
}
