// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import dev.semel.testkit.junit.IdempotencyKeyContract;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** The suite as its users write it. */
// tag::contract[]
class ReferenceIdempotencyKeyTest extends IdempotencyKeyContract {
  private Lives application;

  @Override
  protected Target target() throws IOException {
    application = new Lives(Set.of());
    return application.target(); // Target.at(URI.create("http://127.0.0.1:8080"))
  }

  @AfterEach
  void stop() {
    application.close();
  }
}

// end::contract[]
