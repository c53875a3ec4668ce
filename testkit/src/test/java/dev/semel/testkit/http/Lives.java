// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The reference application, one life after the other on the same disk. */
final class Lives implements AutoCloseable {
  private final Disk disk = new Disk();
  private final Set<Mistake> mistakes;
  private ReferenceApplication alive;

  Lives(Set<Mistake> mistakes) throws IOException {
    this.mistakes = mistakes;
    this.alive = new ReferenceApplication(disk, mistakes);
  }

  Target target() {
    return Target.at(alive.uri())
        .waitingAtMost(Duration.ofSeconds(8))
        .restartedBy(
            () -> {
              alive.close();
              alive = new ReferenceApplication(disk, mistakes);
              return alive.uri();
            });
  }

  @Override
  public void close() {
    alive.close();
  }
}
