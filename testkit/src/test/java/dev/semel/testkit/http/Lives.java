// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The reference application, one life after the other on the same disk. */
final class Lives implements AutoCloseable {
  private final Disk disk = new Disk();
  private final Set<Mistake> mistakes;
  private final Set<Offer> without;
  private ReferenceApplication alive;

  Lives(Set<Mistake> mistakes) throws IOException {
    this(mistakes, Set.of());
  }

  /** One that does not say that it has these. */
  Lives(Set<Mistake> mistakes, Set<Offer> without) throws IOException {
    this.mistakes = mistakes;
    this.without = without;
    this.alive = new ReferenceApplication(disk, mistakes, without);
  }

  Target target() {
    return Target.at(alive.uri())
        .waitingAtMost(Duration.ofSeconds(8))
        .restartedBy(
            () -> {
              alive.close();
              alive = new ReferenceApplication(disk, mistakes, without);
              return alive.uri();
            });
  }

  @Override
  public void close() {
    alive.close();
  }
}
