// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs the {@link Samples} on the JUnit of this module. */
class EffectsExtensionTest {
  private static final String WELL = "well";

  /** What became of each test, and of a class that could not begin. */
  private static Map<String, String> run(Class<?> type) {
    Map<String, String> results = new TreeMap<>();
    TestExecutionListener listener =
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            String name = test.getLegacyReportingName().replaceAll("\\(.*", "");
            result.getThrowable().ifPresent(failure -> results.put(name, failure.toString()));
            if (test.isTest()) {
              results.putIfAbsent(name, WELL);
            }
          }
        };
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type)).build(),
            listener);
    return results;
  }

  @Test
  void careful_code_passes_in_all_ways() {
    assertThat(run(Samples.Careful.class))
        .hasSize(5)
        .containsKeys("a_payment_survives_here_too", "a_plain_test_is_called_once")
        .allSatisfy((test, result) -> assertThat(result).isEqualTo(WELL));
  }

  @Test
  void naive_code_fails_with_its_row_and_with_the_schedule_to_run_again() {
    Map<String, String> results = run(Samples.Naive.class);
    assertThat(results.get("a_payment")).contains("account  id=7   balance 110 -> 120");
    assertThat(results.get("a_payment_survives"))
        .contains("is 120, expected 110")
        .contains("dies after commit @Samples.java:")
        .contains("LIFE 1 DIES HERE")
        .contains("-Dtest='Samples$Naive#a_payment_survives'")
        .contains("-Dsemel.plan=8")
        .containsPattern("file:/.*Samples\\$Naive.a_payment_survives-8\\.html");
    assertThat(results.get("a_payment_survives_a_sample")).contains("seed 4711", "-Dsemel.plan=");
    assertThat(results.get("one_schedule_that_does_no_harm")).isEqualTo(WELL);
  }

  @Test
  void the_seed_of_the_command_line_goes_before_the_annotations() {
    System.setProperty("semel.seed", "-12");
    try {
      assertThat(run(Samples.Naive.class).get("a_payment_survives_a_sample")).contains("seed -12");
    } finally {
      System.clearProperty("semel.seed");
    }
  }

  @Test
  void what_always_holds_is_looked_at_after_deliveries_and_after_schedules() {
    Map<String, String> results = run(Samples.WrongFromTheStart.class);
    assertThat(results.get("a_payment"))
        .contains("changed nothing, but this does not hold", "@Always money()", "4711");
    assertThat(results.get("a_payment_survives"))
        .contains("even without any death", "@Always money()", "4711");
    assertThat(run(Samples.Published.class).get("a_payment_survives"))
        .contains("dies after publish to credits", "@Always published_once()");
  }

  @Test
  void all_that_is_wrong_with_a_class_is_said_at_once() {
    assertThat(run(Samples.Broken.class).toString())
        .contains("SEMEL-350")
        .contains("@Database database gives String, not DataSource")
        .contains("@Given too_much() takes String; it can take DataSource")
        .contains("@Always seven() takes World; it can take DataSource")
        .contains("@Always seven() is int, not an Invariant")
        .contains("@CrashEverywhere no_world(...) must take one World")
        .contains("deaths is 0; say 1 or more")
        .contains("'7,x' is no fault plan")
        .contains("@DeliveredTwice no_database(...) must take one DataSource")
        .contains("times is 1; say 2 or more");
    assertThat(run(Samples.Empty.class).toString())
        .contains("no @Database", "needs a @Given", "needs an @Always");
  }

  @Test
  void a_state_or_a_database_that_fails_is_not_blamed_on_the_code() {
    assertThat(run(Samples.NothingGiven.class).toString())
        .contains("SEMEL-310", "@Given no_table() failed", "NOWHERE");
    assertThat(run(Samples.NoDatabase.class).toString())
        .contains("SEMEL-351", "@Database database of", "is null");
  }
}
