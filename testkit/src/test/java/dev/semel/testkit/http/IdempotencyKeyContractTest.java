// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.testkit.junit.IdempotencyKeyContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** What JUnit sees of rows that fail and of rows that are not asked. */
class IdempotencyKeyContractTest {
  @Test
  void a_row_that_fails_is_a_failed_test_and_one_that_is_not_asked_is_skipped() throws Throwable {
    List<String> failed = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    try (Lives lives = new Lives(Set.of(Mistake.REPLAYS_COOKIES))) {
      IdempotencyKeyContract contract =
          new IdempotencyKeyContract() {
            @Override
            protected Target target() {
              return lives.target();
            }
          };
      for (DynamicTest test : contract.rows().toList()) {
        try {
          test.getExecutable().execute();
        } catch (TestAbortedException e) {
          skipped.add(test.getDisplayName());
        } catch (AssertionError e) {
          failed.add(e.getMessage());
        }
      }
    }
    assertThat(failed).hasSize(1);
    assertThat(failed.get(0))
        .startsWith("A.6/2 never cookies, ")
        .contains("expected no Set-Cookie of the first answer; seen: POST /charges 201");
    assertThat(skipped).containsExactly("A.2/8 tab TAB anywhere: 400");
  }
}
