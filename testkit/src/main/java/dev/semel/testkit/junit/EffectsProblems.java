// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import dev.semel.testkit.FaultPlan;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.TestkitException;
import dev.semel.testkit.World;
import dev.semel.testkit.junit.EffectsClass.Found;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.platform.commons.support.AnnotationSupport;

/** Finds all that is wrong with a test class at once. For one thread. */
final class EffectsProblems {
  private final EffectsClass type;
  private final List<String> problems = new ArrayList<>();

  private EffectsProblems(EffectsClass type) {
    this.type = type;
  }

  static List<String> of(EffectsClass type) {
    EffectsProblems problems = new EffectsProblems(type);
    problems.database();
    problems.surroundings();
    type.tests(CrashEverywhere.class).forEach(problems::crash);
    type.tests(DeliveredTwice.class).forEach(problems::twice);
    return problems.problems;
  }

  private void database() {
    List<Found> databases = type.databases();
    if (databases.isEmpty()) {
      problems.add(
          "no @Database: mark the field, or the method without parameters, that gives the"
              + " DataSource");
    }
    if (databases.size() > 1) {
      List<String> names = databases.stream().map(Found::describe).toList();
      problems.add("more than one @Database: " + String.join(", ", names));
    }
    for (Found database : databases) {
      takesOnly(database, Set.of());
      if (!DataSource.class.isAssignableFrom(database.type())) {
        problems.add(database.describe() + " gives " + name(database.type()) + ", not DataSource");
      }
    }
  }

  private void surroundings() {
    for (Found given : type.givens()) {
      takesOnly(given, Set.of(DataSource.class));
    }
    boolean delivered = !type.tests(DeliveredTwice.class).isEmpty();
    for (Found always : type.always()) {
      takesOnly(
          always,
          delivered ? Set.of(DataSource.class) : Set.of(DataSource.class, Scenario.Outcome.class));
      boolean asserts = always.element() instanceof Method && always.type() == void.class;
      if (!asserts && !Invariant.class.isAssignableFrom(always.type())) {
        problems.add(always.describe() + " is " + name(always.type()) + ", not an Invariant");
      }
    }
  }

  private void takesOnly(Found found, Set<Class<?>> allowed) {
    for (Class<?> parameter : found.parameters()) {
      if (!allowed.contains(parameter)) {
        List<String> names = allowed.stream().map(EffectsProblems::name).sorted().toList();
        problems.add(
            "%s takes %s; it can take %s"
                .formatted(
                    found.describe(),
                    name(parameter),
                    names.isEmpty() ? "nothing" : String.join(", ", names)));
      }
    }
  }

  private void crash(Method test) {
    String name = "@CrashEverywhere " + test.getName() + "(...)";
    takesOne(name, test, World.class);
    if (AnnotationSupport.isAnnotated(test, DeliveredTwice.class)) {
      problems.add(name + " is a @DeliveredTwice, too; make it two tests");
    }
    if (type.givens().isEmpty()) {
      problems.add(name + " needs a @Given: how the database is before each schedule");
    }
    if (type.always().isEmpty()) {
      problems.add(name + " needs an @Always, or nothing can be found");
    }
    CrashEverywhere options =
        AnnotationSupport.findAnnotation(test, CrashEverywhere.class).orElseThrow();
    atLeast(name, "deaths", options.deaths(), 1);
    atLeast(name, "sample", options.sample(), 0);
    try {
      FaultPlan.parse(options.plan());
    } catch (TestkitException e) {
      problems.add(name + ": " + e.getMessage());
    }
  }

  private void twice(Method test) {
    String name = "@DeliveredTwice " + test.getName() + "(...)";
    takesOne(name, test, DataSource.class);
    DeliveredTwice options =
        AnnotationSupport.findAnnotation(test, DeliveredTwice.class).orElseThrow();
    atLeast(name, "times", options.times(), 2);
    atLeast(name, "atOnce", options.atOnce(), 0);
    if (options.atOnce() > 0 && type.givens().isEmpty()) {
      problems.add(name + " with atOnce needs a @Given: how the database is before each round");
    }
  }

  private void takesOne(String name, Method test, Class<?> wanted) {
    if (Stream.of(test.getParameterTypes()).filter(type -> type == wanted).count() != 1) {
      problems.add(name + " must take one " + name(wanted));
    }
  }

  private void atLeast(String name, String option, int value, int least) {
    if (value < least) {
      problems.add("%s: %s is %d; say %d or more".formatted(name, option, value, least));
    }
  }

  private static String name(Class<?> type) {
    return type.getTypeName().replaceAll("^([a-z0-9_]+\\.)+", "").replace('$', '.');
  }
}
