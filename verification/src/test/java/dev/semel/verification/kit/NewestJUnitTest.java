// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The kit is compiled against JUnit 5.12, and its own tests run the sample test classes there. Here
 * the same source runs on the newest JUnit.
 */
class NewestJUnitTest {
  private static final String WELL = "well";
  private static final String SAMPLES = "dev.semel.testkit.junit.Samples";

  @TempDir private static Path classes;
  private URLClassLoader loader;
  private ClassLoader before;

  @BeforeEach
  void compile() throws Exception {
    Path source =
        root().resolve("testkit/src/test/java").resolve(SAMPLES.replace('.', '/') + ".java");
    assertThat(source).exists();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  java.util.List.of(
                      "-d", classes.toString(), "-cp", System.getProperty("java.class.path")),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
    before = Thread.currentThread().getContextClassLoader();
    loader = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before);
    Thread.currentThread().setContextClassLoader(loader);
  }

  @AfterEach
  void close() throws Exception {
    Thread.currentThread().setContextClassLoader(before);
    loader.close();
  }

  private static Path root() {
    Path here = Path.of("").toAbsolutePath();
    return Files.exists(here.resolve("mvnw")) ? here : here.getParent();
  }

  private Map<String, String> run(String sample) throws ClassNotFoundException {
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
    Class<?> type = Class.forName(SAMPLES + "$" + sample, false, loader);
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(type)).build(),
            listener);
    return results;
  }

  @Test
  void this_is_not_the_junit_that_the_kit_is_compiled_against() {
    assertThat(Test.class.getPackage().getImplementationVersion()).isNotNull().startsWith("6.");
  }

  @Test
  void careful_code_passes_in_all_ways() throws Exception {
    assertThat(run("Careful"))
        .hasSize(5)
        .containsKey("a_payment_survives_here_too")
        .allSatisfy((test, result) -> assertThat(result).isEqualTo(WELL));
  }

  @Test
  void naive_code_fails_with_its_row_and_with_the_schedule_to_run_again() throws Exception {
    Map<String, String> results = run("Naive");
    assertThat(results.get("a_payment")).contains("account  id=7   balance 110 -> 120");
    assertThat(results.get("a_payment_survives"))
        .contains("is 120, expected 110", "LIFE 1 DIES HERE", "-Dsemel.plan=8")
        .contains("-Dtest='Samples$Naive#a_payment_survives'");
    assertThat(results.get("a_payment_survives_a_sample")).contains("seed 4711");
    assertThat(results.get("one_schedule_that_does_no_harm")).isEqualTo(WELL);
  }

  @Test
  void all_that_is_wrong_with_a_class_is_said_at_once() throws Exception {
    assertThat(run("Broken").toString())
        .contains("SEMEL-350", "not DataSource", "must take one World", "say 2 or more");
    assertThat(run("NoDatabase").toString()).contains("SEMEL-351");
  }
}
