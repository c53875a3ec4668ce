// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import dev.semel.testkit.Crash;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Scenario;
import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.TestInstances;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** What a test class, and the classes it is nested in, say by their annotations. Immutable. */
final class EffectsClass {
  static final Scenario.Outcome NO_OUTCOME =
      name -> {
        throw new TestkitException(
            Code.BAD_TEST_CLASS, "a delivery has no topics; only a @CrashEverywhere has them.");
      };

  private final List<Class<?>> classes;
  private final Class<?> type;

  private EffectsClass(Class<?> type) {
    this.type = type;
    List<Class<?>> outermostFirst = new ArrayList<>();
    Class<?> at = type;
    while (at != null) {
      outermostFirst.add(0, at);
      at = Modifier.isStatic(at.getModifiers()) ? null : at.getEnclosingClass();
    }
    this.classes = List.copyOf(outermostFirst);
  }

  static EffectsClass of(Class<?> type) {
    return new EffectsClass(type);
  }

  String name() {
    return type.getName();
  }

  Instance of(TestInstances instances) {
    return new Instance(instances);
  }

  void requireUsable() {
    List<String> problems = EffectsProblems.of(this);
    if (!problems.isEmpty()) {
      throw new TestkitException(
          Code.BAD_TEST_CLASS,
          type.getName() + " cannot be tested:\n  " + String.join("\n  ", problems));
    }
  }

  /** Of the innermost class that has any. */
  List<Found> databases() {
    for (int i = classes.size() - 1; i >= 0; i--) {
      List<Found> found = found(classes.get(i), Database.class).toList();
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }

  List<Found> givens() {
    return classes.stream().flatMap(owner -> found(owner, Given.class)).toList();
  }

  List<Found> always() {
    return classes.stream().flatMap(owner -> found(owner, Always.class)).toList();
  }

  /** The tests of the class itself that are called more than once. */
  List<Method> tests(Class<? extends Annotation> annotation) {
    return AnnotationSupport.findAnnotatedMethods(
        type, annotation, HierarchyTraversalMode.TOP_DOWN);
  }

  private static Stream<Found> found(Class<?> owner, Class<? extends Annotation> annotation) {
    var order = HierarchyTraversalMode.TOP_DOWN;
    Stream<AnnotatedElement> fields =
        AnnotationSupport.findAnnotatedFields(owner, annotation, field -> true, order).stream()
            .map(field -> field);
    Stream<AnnotatedElement> methods =
        AnnotationSupport.findAnnotatedMethods(owner, annotation, order).stream()
            .map(method -> method);
    return Stream.concat(fields, methods)
        .map(element -> new Found("@" + annotation.getSimpleName(), element, owner));
  }

  /**
   * An annotated field or method. Immutable.
   *
   * @param owner the test class in which it was found
   */
  record Found(String annotation, AnnotatedElement element, Class<?> owner) {
    Class<?> type() {
      return element instanceof Field field ? field.getType() : ((Method) element).getReturnType();
    }

    List<Class<?>> parameters() {
      return element instanceof Method method ? List.of(method.getParameterTypes()) : List.of();
    }

    /** Such as {@code @Given accounts()}. */
    String describe() {
      String name = ((Member) element).getName();
      return annotation + " " + name + (element instanceof Method ? "()" : "");
    }

    /** The field's value, or what the method gives for those of these that it takes. */
    @Nullable Object value(TestInstances instances, Object... offered) throws Exception {
      Object instance = instances.findInstance(owner).orElse(null);
      if (element instanceof Field field) {
        Optional<Object> value =
            ReflectionSupport.tryToReadFieldValue(field, instance).toOptional();
        return value.orElse(null);
      }
      Object[] arguments =
          parameters().stream()
              .map(wanted -> Stream.of(offered).filter(wanted::isInstance).findFirst())
              .map(Optional::orElseThrow)
              .toArray();
      return ReflectionSupport.invokeMethod((Method) element, instance, arguments);
    }
  }

  /** The same for one test. For one thread. */
  final class Instance {
    private final TestInstances instances;

    private Instance(TestInstances instances) {
      this.instances = instances;
    }

    DataSource database() {
      Found found = databases().get(0);
      Object value;
      try {
        value = found.value(instances);
      } catch (Exception e) {
        throw new TestkitException(
            Code.NO_TEST_DATABASE, found.describe() + " of " + name() + " failed: " + e, e);
      }
      if (value == null) {
        throw new TestkitException(
            Code.NO_TEST_DATABASE,
            found.describe() + " of " + name() + " is null; it must be there before each test.");
      }
      return (DataSource) value;
    }

    boolean hasGiven() {
      return !givens().isEmpty();
    }

    void given(DataSource database) throws Exception {
      for (Found given : givens()) {
        try {
          given.value(instances, database);
        } catch (Exception | AssertionError e) {
          throw new IllegalStateException(given.describe() + " failed: " + e, e);
        }
      }
    }

    List<Crash.OutcomeInvariant> always() {
      return EffectsClass.this.always().stream().map(this::invariant).toList();
    }

    private Crash.OutcomeInvariant invariant(Found found) {
      return outcome ->
          database -> {
            try {
              Object value = found.value(instances, database, outcome);
              return value instanceof Invariant given ? given.violations(database) : List.of();
            } catch (AssertionError e) {
              return List.of(found.describe() + ": " + String.valueOf(e.getMessage()).strip());
            }
          };
    }
  }
}
