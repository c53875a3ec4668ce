// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import dev.semel.testkit.http.Conformance;
import dev.semel.testkit.http.Finding;
import dev.semel.testkit.http.Finding.State;
import dev.semel.testkit.http.Row;
import dev.semel.testkit.http.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * The rows of the tables of Idempotency-Key as tests, one each, of the application that {@link
 * #target()} names. A row that the application cannot be asked is skipped, never passed. For one
 * thread, like every test class.
 */
public abstract class IdempotencyKeyContract {
  /** For subclasses. */
  protected IdempotencyKeyContract() {}

  /** The application under test; asked once for all rows. */
  protected abstract Target target() throws Exception;

  /** One test for each row. */
  @TestFactory
  public final Stream<DynamicTest> rows() throws Exception {
    Conformance conformance = Conformance.of(target());
    return Conformance.rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.toString(), asked(conformance, row)));
  }

  private static Executable asked(Conformance conformance, Row row) {
    return () -> {
      Finding finding = conformance.ask(row);
      Assumptions.assumeFalse(finding.state() == State.NOT_ASKED, finding.seen());
      if (finding.state() == State.FAILED) {
        throw new AssertionError(finding.toString());
      }
    };
  }
}
