// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.benchmarks.Rig.Standing;
import java.util.ArrayList;
import java.util.List;

/** What does not depend on the machine: counted on one connection, not timed. */
public final class Costs {
  private static final int WARM_UP = 30;
  private static final int DELIVERIES = 200;

  private Costs() {}

  /**
   * What one delivery costs.
   *
   * @param roundTrips client to server and back
   * @param transactions transaction ids used up
   * @param walBytes log written per message
   */
  public record Cost(Subject subject, double roundTrips, double transactions, double walBytes) {}

  static List<Cost> of(Rig rig) throws Exception {
    try (HikariDataSource pool = rig.countingPool()) {
      Subjects subjects = Subjects.on(pool);
      List<Subject> all = new ArrayList<>(subjects.singles());
      all.addAll(subjects.batches().subList(1, subjects.batches().size()));
      return of(rig, all);
    }
  }

  /** The same with a message that is published in the same transaction. */
  public static List<Cost> ofPublishing(Rig rig) throws Exception {
    try (HikariDataSource pool = rig.countingPool()) {
      return of(rig, Subjects.on(pool).publishing());
    }
  }

  private static List<Cost> of(Rig rig, List<Subject> subjects) throws Exception {
    rig.fresh();
    List<Cost> costs = new ArrayList<>();
    for (Subject subject : subjects) {
      costs.add(of(rig, subject));
    }
    return costs;
  }

  private static Cost of(Rig rig, Subject subject) throws Exception {
    Subject.Delivery delivery = subject.delivering().on(rig.messages(0));
    for (int i = 0; i < WARM_UP; i++) {
      delivery.run();
    }
    Standing before = rig.standing();
    long tripsBefore = CountingSockets.roundTrips();
    for (int i = 0; i < DELIVERIES; i++) {
      delivery.run();
    }
    double trips = CountingSockets.roundTrips() - tripsBefore;
    Standing moved = rig.movedSince(before);
    if (moved.effects() != (long) DELIVERIES * subject.effects()
        || moved.rows() != (long) DELIVERIES * subject.rows()) {
      throw new WrongCellException(subject.name() + " did not do what it was to do");
    }
    return new Cost(
        subject,
        trips / DELIVERIES,
        (double) moved.xids() / DELIVERIES,
        (double) moved.wal() / DELIVERIES / subject.messages());
  }
}
