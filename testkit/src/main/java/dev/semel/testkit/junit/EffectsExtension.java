// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import dev.semel.testkit.Crash;
import dev.semel.testkit.FaultPlan;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Twice;
import dev.semel.testkit.World;
import dev.semel.testkit.internal.report.TestOnStack;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Calls a test as often as its annotation says, instead of once; {@link EffectsTest} registers it.
 * Stateless, hence thread-safe.
 */
public final class EffectsExtension
    implements BeforeAllCallback, ParameterResolver, InvocationInterceptor {
  private static final String PLAN = "semel.plan";
  private static final String SEED = "semel.seed";

  /** For JUnit. */
  public EffectsExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) {
    EffectsClass.of(context.getRequiredTestClass()).requireUsable();
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    var method = parameter.getDeclaringExecutable();
    return (type == World.class && AnnotationSupport.isAnnotated(method, CrashEverywhere.class))
        || (type == DataSource.class
            && AnnotationSupport.isAnnotated(method, DeliveredTwice.class));
  }

  /** Nothing yet: each call of the test has its own. */
  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return null;
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> called,
      ExtensionContext context)
      throws Throwable {
    Method method = called.getExecutable();
    Optional<CrashEverywhere> crash =
        AnnotationSupport.findAnnotation(method, CrashEverywhere.class);
    Optional<DeliveredTwice> twice = AnnotationSupport.findAnnotation(method, DeliveredTwice.class);
    if (crash.isEmpty() && twice.isEmpty()) {
      invocation.proceed();
      return;
    }
    invocation.skip();
    EffectsClass type = EffectsClass.of(context.getRequiredTestClass());
    type.requireUsable();
    EffectsClass.Instance instance = type.of(context.getRequiredTestInstances());
    TestOnStack.know(new TestOnStack(type.name(), method.getName()));
    try {
      if (crash.isPresent()) {
        crash(crash.get(), called, instance);
      } else {
        twice(twice.orElseThrow(), called, instance);
      }
    } finally {
      TestOnStack.know(null);
    }
  }

  private static void crash(
      CrashEverywhere options,
      ReflectiveInvocationContext<Method> called,
      EffectsClass.Instance instance) {
    Crash crash =
        Crash.in(instance.database())
            .given(instance::given)
            .flow(world -> call(called, World.class, world))
            .deaths(options.deaths());
    instance.always().forEach(crash::alwaysOutside);
    if (options.sample() > 0) {
      crash.sample(options.sample(), seed(options.seed()));
    }
    if (!options.plan().isEmpty() && System.getProperty(PLAN) == null) {
      crash.plan(FaultPlan.parse(options.plan()));
    }
    crash.run().assertHolds();
  }

  private static long seed(long chosen) {
    Long given = Long.getLong(SEED);
    if (given != null) {
      return given;
    }
    return chosen == 0 ? new Random().nextLong() : chosen;
  }

  private static void twice(
      DeliveredTwice options,
      ReflectiveInvocationContext<Method> called,
      EffectsClass.Instance instance)
      throws Exception {
    DataSource database = instance.database();
    Twice twice = Twice.of(database).times(options.times());
    if (instance.hasGiven()) {
      twice.given(instance::given);
    }
    if (options.atOnce() > 0) {
      twice.concurrently(options.atOnce());
    }
    List.of(options.ignoring()).forEach(twice::ignoring);
    List.of(options.ignoringTables()).forEach(twice::ignoringTable);
    List.of(options.aRepeatMayThrow()).forEach(twice::aRepeatMayThrow);
    twice
        .deliver(watched -> call(called, DataSource.class, watched))
        .assertSecondDeliveryChangedNothing();
    requireInvariants(database, instance);
  }

  private static void requireInvariants(DataSource database, EffectsClass.Instance instance)
      throws Exception {
    List<String> violations = new ArrayList<>();
    for (Crash.OutcomeInvariant invariant : instance.always()) {
      Invariant judged = invariant.of(EffectsClass.NO_OUTCOME);
      violations.addAll(judged.violations(database));
    }
    if (!violations.isEmpty()) {
      throw new AssertionError(
          "the second delivery changed nothing, but this does not hold after both:\n  "
              + String.join("\n  ", violations));
    }
  }

  /** Calls the test once more, with this in the place of the parameter of its type. */
  private static void call(
      ReflectiveInvocationContext<Method> called, Class<?> type, Object argument) {
    Method method = called.getExecutable();
    Object[] arguments = called.getArguments().toArray();
    for (int i = 0; i < arguments.length; i++) {
      if (method.getParameterTypes()[i] == type) {
        arguments[i] = argument;
      }
    }
    ReflectionSupport.invokeMethod(method, called.getTarget().orElse(null), arguments);
  }
}
