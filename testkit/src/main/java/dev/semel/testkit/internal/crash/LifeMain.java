// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** One life in a JVM of its own. */
final class LifeMain {
  static final int ENDED = 0;
  static final int FAILED = 1;
  static final int HALTED = 137;

  private LifeMain() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    int number = Integer.parseInt(arguments[1]);
    List<Integer> plan =
        Stream.of(arguments[2].split(",")).filter(s -> !s.isEmpty()).map(Integer::valueOf).toList();
    Class<? extends Scenario> type = Class.forName(arguments[3]).asSubclass(Scenario.class);
    List<String> own = List.of(arguments).subList(4, arguments.length);
    StepFile file = new StepFile(directory.resolve("steps"));
    Scenario scenario = HaltedJvms.instance(type, own);
    DataSource database = scenario.open();
    Steps steps = new Steps(plan, file.read().size(), file::append);
    Life life =
        new Life(
            number,
            steps,
            new OutsideInFile(directory.resolve("outside")),
            database,
            (self, step) -> Runtime.getRuntime().halt(HALTED));
    life.tellSessions(file::appendSession);
    int status = ENDED;
    try {
      scenario.flow(life);
    } catch (Throwable failure) {
      failure.printStackTrace();
      status = FAILED;
    }
    // Whatever threads the flow left behind: this life is over.
    Runtime.getRuntime().halt(status);
  }
}
