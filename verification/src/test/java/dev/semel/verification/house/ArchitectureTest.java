// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.house;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between rooms. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.semel");

  private static final DescribedPredicate<JavaClass> CORE =
      resideInAnyPackage(
          "dev.semel",
          "dev.semel.recipe..",
          "dev.semel.remote..",
          "dev.semel.spi..",
          "dev.semel.internal..");

  private static final ArchRule HTTP_CALLS_KNOW_NO_SERVER =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.http.client..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.semel.http",
                  "dev.semel.http.jdk..",
                  "dev.semel.http.servlet..",
                  "dev.semel.http.internal..",
                  "jakarta..",
                  "com.sun.."))
          .orShould()
          .dependOnClassesThat(resideInAPackage("dev.semel.internal.."))
          .because("who calls a gateway serves nobody");

  private static final ArchRule CORE_NEEDS_ALMOST_NOTHING =
      classes()
          .that(CORE)
          .should()
          .onlyDependOnClassesThat(
              CORE.or(
                  resideInAnyPackage(
                      "java..", "javax.sql..", "javax.net.ssl..", "org.slf4j..", "org.jspecify..")))
          .because("every dependency of core becomes one of its users");

  private static final ArchRule NO_REFLECTION =
      noClasses()
          .that(CORE)
          .should()
          .dependOnClassesThat(resideInAPackage("java.lang.reflect.."))
          .because("core runs in a native image without being told how");

  private static final ArchRule ONLY_THE_DATABASE_KNOWS_THE_TIME =
      noClasses()
          .that(CORE.and(DescribedPredicate.not(simpleName("Ids"))))
          .should()
          .callMethodWhere(target(owner(assignableTo(Instant.class))).and(target(name("now"))))
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat(assignableTo(Clock.class))
          .because("the clocks of two machines differ; they may name things, and decide nothing");

  private static final ArchRule SQL_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.internal.sql..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.semel.internal.ledger..",
                  "dev.semel.internal.outbox..",
                  "dev.semel.internal.relay..",
                  "dev.semel.internal.remote..",
                  "dev.semel.internal.retention..",
                  "dev.semel.internal.guard.."))
          .because("statements are the ground everything stands on");

  private static final ArchRule GUARD_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.internal.guard..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.semel", "dev.semel.spi..", "dev.semel.internal.ledger.."))
          .because("the guard is about JDBC alone");

  private static final ArchRule INTERNAL_STAYS_INSIDE =
      noClasses()
          .that(DescribedPredicate.not(CORE))
          .should()
          .dependOnClassesThat(resideInAPackage("dev.semel.internal.."))
          .because("what leaks once can never be changed again");

  private static final ArchRule THE_LAUNCHER_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.embedded..")
          .should()
          .dependOnClassesThat(CORE)
          .because("people may want a server without a ledger");

  private static final ArchRule LAUNCHERS_KEEP_THEIR_INTERNALS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.semel.embedded..")
          .should()
          .dependOnClassesThat(resideInAPackage("dev.semel.embedded.internal.."))
          .because("what leaks once can never be changed again");

  private static final ArchRule SERVERS_DO_NOT_KNOW_EACH_OTHER =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.embedded.internal.postgres..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "dev.semel.embedded.internal.kafka..", "dev.semel.embedded.internal.broker.."))
          .because("whoever wants one server has the jars of that one only");

  private static final ArchRule KAFKA_IS_KNOWN_TO_ITS_OWN_JVM_ONLY =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.semel.embedded.internal.broker..", "dev.semel.kafka..")
          .should()
          .dependOnClassesThat(resideInAnyPackage("kafka..", "org.apache.kafka..", "scala.."))
          .because("the jars of Kafka are an optional dependency");

  private static final ArchRule A_BROKER_HAS_NOTHING_BUT_KAFKA =
      classes()
          .that()
          .resideInAPackage("dev.semel.embedded.internal.broker..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.semel.embedded.internal.broker..",
                  "java..",
                  "kafka.server..",
                  "org.apache.kafka..",
                  "org.slf4j..",
                  "org.jspecify.."))
          .because("its class path has no other class of Semel");

  private static final DescribedPredicate<JavaClass> KIT = resideInAPackage("dev.semel.testkit..");

  private static final ArchRule THE_KIT_NEEDS_NOTHING =
      classes()
          .that(KIT.and(DescribedPredicate.not(resideInAPackage("dev.semel.testkit.junit"))))
          .should()
          .onlyDependOnClassesThat(
              KIT.and(DescribedPredicate.not(resideInAPackage("dev.semel.testkit.junit")))
                  .or(
                      resideInAnyPackage(
                          "java..",
                          "javax.sql..",
                          "javax.net..",
                          "com.sun.net.httpserver..",
                          "jdk.jfr..",
                          "org.jspecify..")))
          .because("it is for any code, also such as has never heard of Semel or of JUnit");

  private static final ArchRule THE_KITS_ANNOTATIONS_NEED_JUNIT_ALONE =
      classes()
          .that()
          .resideInAPackage("dev.semel.testkit.junit")
          .should()
          .onlyDependOnClassesThat(
              KIT.or(
                  resideInAnyPackage(
                      "java..",
                      "javax.sql..",
                      "org.jspecify..",
                      "org.junit.jupiter.api..",
                      "org.junit.platform.commons..")))
          .because("what they can do is the kit's");

  private static final ArchRule ROOMS_OF_KAFKA_DO_NOT_KNOW_THEIR_DOORS =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.kafka.internal..")
          .should()
          .dependOnClassesThat(resideInAPackage("dev.semel.kafka"))
          .because("a door is built of rooms, and what lies behind it can be parted as we like");

  private static final ArchRule A_RECORD_OF_KAFKA_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.kafka.internal.record..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.semel.kafka..")
                  .and(
                      DescribedPredicate.not(
                          resideInAPackage("dev.semel.kafka.internal.record.."))))
          .because("it is what all rooms speak of");

  private static final ArchRule WHO_PUBLISHES_DOES_NOT_CONSUME =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.semel.kafka.internal.publish..", "dev.semel.kafka.internal.transform..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.semel.kafka.internal..")
                  .and(
                      DescribedPredicate.not(
                          resideInAnyPackage(
                              "dev.semel.kafka.internal.publish..",
                              "dev.semel.kafka.internal.transform.."))))
          .because("they have no inbox, and keep their places in Kafka or in the outbox");

  private static final ArchRule KAFKA_KEEPS_ITS_INTERNALS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.semel.kafka..")
          .should()
          .dependOnClassesThat(resideInAPackage("dev.semel.kafka.internal.."))
          .because("what leaks once can never be changed again");

  private static final ArchRule RECONCILIATION_NEEDS_ALMOST_NOTHING =
      classes()
          .that()
          .resideInAPackage("dev.semel.reconcile..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                  "dev.semel",
                  "dev.semel.reconcile..",
                  "java..",
                  "javax.sql..",
                  "org.slf4j..",
                  "org.jspecify.."))
          .because("it compares any two sides, and the journal is only one of them");

  private static final ArchRule RECONCILIATION_READS_NO_CLOCK =
      noClasses()
          .that()
          .resideInAPackage("dev.semel.reconcile..")
          .should()
          .callMethodWhere(target(owner(assignableTo(Instant.class))).and(target(name("now"))))
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat(assignableTo(Clock.class))
          .because("the same input makes the same report, byte for byte");

  private static final ArchRule RECONCILIATION_KEEPS_ITS_INTERNALS =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.semel.reconcile..")
          .should()
          .dependOnClassesThat(resideInAPackage("dev.semel.reconcile.internal.."))
          .because("what leaks once can never be changed again");

  @Test
  void reconciliation_depends_on_the_language_of_core_and_the_jdk_and_reads_no_clock() {
    RECONCILIATION_NEEDS_ALMOST_NOTHING.check(CLASSES);
    RECONCILIATION_READS_NO_CLOCK.check(CLASSES);
  }

  @Test
  void reconciliation_keeps_its_rooms_to_itself_and_they_have_no_circles() {
    RECONCILIATION_KEEPS_ITS_INTERNALS.check(CLASSES);
    RECONCILIATION_KEEPS_ITS_INTERNALS.check(
        new ClassFileImporter().importPackages("dev.semel.verification"));
    slices()
        .matching("dev.semel.reconcile.internal.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
    assertThat(publicTypes("dev.semel.reconcile")).hasSizeBetween(15, 26);
  }

  @Test
  void the_rooms_of_kafka_have_no_circles() {
    slices().matching("dev.semel.kafka.internal.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_rooms_of_kafka_point_inwards() {
    ROOMS_OF_KAFKA_DO_NOT_KNOW_THEIR_DOORS.check(CLASSES);
    A_RECORD_OF_KAFKA_KNOWS_NOBODY.check(CLASSES);
    WHO_PUBLISHES_DOES_NOT_CONSUME.check(CLASSES);
  }

  @Test
  void no_module_and_no_verification_sees_the_internals_of_kafka() {
    KAFKA_KEEPS_ITS_INTERNALS.check(CLASSES);
    KAFKA_KEEPS_ITS_INTERNALS.check(
        new ClassFileImporter().importPackages("dev.semel.verification"));
  }

  @Test
  void kafka_has_seven_doors_and_rooms_that_can_be_looked_over() {
    assertThat(types("dev.semel.kafka"))
        .containsExactly(
            "KafkaConsumerBuilder",
            "KafkaConsumerLoop",
            "KafkaMessage",
            "KafkaPublisher",
            "KafkaShareLoop",
            "KafkaTransform",
            "Shards")
        .containsExactlyElementsOf(publicTypes("dev.semel.kafka"));
    List<String> rooms =
        CLASSES.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("dev.semel.kafka.internal"))
            .distinct()
            .toList();
    assertThat(rooms)
        .hasSizeGreaterThan(5)
        .allSatisfy(room -> assertThat(types(room)).as(room).hasSizeBetween(3, 12));
  }

  @Test
  void the_test_kit_depends_on_the_jdk_and_jspecify() {
    THE_KIT_NEEDS_NOTHING.check(CLASSES);
  }

  @Test
  void the_kits_annotations_depend_on_the_kit_and_junit() {
    THE_KITS_ANNOTATIONS_NEED_JUNIT_ALONE.check(CLASSES);
  }

  @Test
  void the_kits_internal_rooms_have_no_circles() {
    slices().matching("dev.semel.testkit.internal.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void core_depends_on_the_jdk_slf4j_and_jspecify() {
    CORE_NEEDS_ALMOST_NOTHING.check(CLASSES);
  }

  @Test
  void the_http_client_knows_no_server() {
    HTTP_CALLS_KNOW_NO_SERVER.check(CLASSES);
  }

  @Test
  void core_uses_no_reflection() {
    NO_REFLECTION.check(CLASSES);
  }

  @Test
  void core_never_reads_the_clock_of_its_machine() {
    ONLY_THE_DATABASE_KNOWS_THE_TIME.check(CLASSES);
  }

  @Test
  void sql_knows_no_other_room() {
    SQL_KNOWS_NOBODY.check(CLASSES);
  }

  @Test
  void the_guard_knows_no_other_room() {
    GUARD_KNOWS_NOBODY.check(CLASSES);
  }

  @Test
  void no_module_sees_the_internals_of_core() {
    INTERNAL_STAYS_INSIDE.check(CLASSES);
  }

  @Test
  void the_embedded_servers_do_not_know_the_ledger() {
    THE_LAUNCHER_STANDS_ALONE.check(CLASSES);
  }

  @Test
  void the_rooms_of_the_embedded_servers_keep_to_themselves() {
    LAUNCHERS_KEEP_THEIR_INTERNALS.check(CLASSES);
    SERVERS_DO_NOT_KNOW_EACH_OTHER.check(CLASSES);
    KAFKA_IS_KNOWN_TO_ITS_OWN_JVM_ONLY.check(CLASSES);
    A_BROKER_HAS_NOTHING_BUT_KAFKA.check(CLASSES);
    slices().matching("dev.semel.embedded.internal.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_internal_rooms_have_no_circles() {
    slices().matching("dev.semel.internal.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void the_public_language_has_at_most_30_types() {
    assertThat(publicTypes("dev.semel")).hasSizeBetween(15, 30);
    // Six are about publishing and listening, two about the inbox, two about claims; and one is
    // for tests.
    assertThat(publicTypes("dev.semel.spi")).hasSizeBetween(4, 14);
    assertThat(publicTypes("dev.semel.recipe")).hasSizeBetween(4, 6);
    assertThat(publicTypes("dev.semel.remote")).hasSizeBetween(10, 16);
  }

  private static List<String> publicTypes(String room) {
    return topLevel(room)
        .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
        .map(JavaClass::getSimpleName)
        .sorted()
        .toList();
  }

  private static List<String> types(String room) {
    return topLevel(room)
        .filter(c -> !c.getSimpleName().equals("package-info"))
        .map(JavaClass::getSimpleName)
        .sorted()
        .toList();
  }

  private static Stream<JavaClass> topLevel(String room) {
    return CLASSES.stream().filter(c -> c.getPackageName().equals(room) && c.isTopLevelClass());
  }

  @Test
  void a_rule_that_is_broken_says_so() {
    ArchRule broken =
        noClasses().that(CORE).should().dependOnClassesThat(resideInAPackage("java.sql.."));
    assertThatThrownBy(() -> broken.check(CLASSES)).isInstanceOf(AssertionError.class);
  }
}
