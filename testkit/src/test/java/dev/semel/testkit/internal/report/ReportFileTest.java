// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFileTest {
  @TempDir private Path directory;

  @Test
  void a_new_report_takes_the_place_of_older_ones_of_the_same_test_alone() throws Exception {
    Path first = ReportFile.write(directory, "PaymentsTest.dies", Runs.threeDeaths());
    Path other = ReportFile.write(directory, "PaymentsTest.dies_too", Runs.doubled());
    Path mine = Files.writeString(directory.resolve("PaymentsTest.dies-notes.html"), "mine");
    Path second = ReportFile.write(directory, "PaymentsTest.dies", Runs.doubled());

    assertThat(first.getFileName()).hasToString("PaymentsTest.dies-5,11,19.html");
    assertThat(second.getFileName()).hasToString("PaymentsTest.dies-6.html");
    assertThat(first).doesNotExist();
    assertThat(second).content().contains("<svg");
    assertThat(other).exists();
    assertThat(mine).exists();
  }

  @Test
  void without_a_test_it_is_called_crash() throws Exception {
    assertThat(ReportFile.write(directory, null, Runs.doubled()).getFileName())
        .hasToString("crash-6.html");
  }

  @Test
  void it_stands_where_the_build_puts_what_it_makes() throws Exception {
    assertThat(ReportFile.directory(directory).toString())
        .startsWith(System.getProperty("java.io.tmpdir"));
    Files.createFile(directory.resolve("build.gradle.kts"));
    assertThat(ReportFile.directory(directory)).isEqualTo(directory.resolve("build/semel"));
    Files.createDirectory(directory.resolve("target"));
    assertThat(ReportFile.directory(directory)).isEqualTo(directory.resolve("target/semel"));
  }

  @Test
  void the_command_fits_the_build() throws Exception {
    TestOnStack test = new TestOnStack("app.PaymentsTest", "dies");
    TestOnStack nested = new TestOnStack("app.PaymentsTest$Credits", "dies");
    String plan = "-Dsemel.plan=7,19";
    Path module = Files.createDirectory(directory.resolve("payments"));

    assertThat(Again.command(null, plan, module)).isEqualTo(plan);
    assertThat(Again.command(test, plan, module)).isEqualTo(plan + " in PaymentsTest.dies");
    Files.createFile(module.resolve("pom.xml"));
    assertThat(Again.command(test, plan, module))
        .isEqualTo("mvn test -Dtest=PaymentsTest#dies " + plan);
    Files.createFile(directory.resolve("mvnw"));
    assertThat(Again.command(test, plan, module))
        .isEqualTo(
            "./mvnw test -pl payments -am -Dtest=PaymentsTest#dies"
                + " -Dsurefire.failIfNoSpecifiedTests=false "
                + plan);
    Files.createFile(module.resolve("mvnw"));
    assertThat(Again.command(nested, plan, module))
        .isEqualTo("./mvnw test -Dtest='PaymentsTest$Credits#dies' " + plan);
  }

  @Test
  void the_test_is_found_on_the_stack_through_its_lambdas_and_not_elsewhere() throws Exception {
    String name = "the_test_is_found_on_the_stack_through_its_lambdas_and_not_elsewhere";
    Supplier<TestOnStack> deeper = () -> TestOnStack.find();
    assertThat(deeper.get()).isEqualTo(new TestOnStack(ReportFileTest.class.getName(), name));

    FutureTask<TestOnStack> elsewhere = new FutureTask<>(TestOnStack::find);
    new Thread(elsewhere).start();
    assertThat(elsewhere.get()).isNull();
  }
}
