// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import java.lang.StackWalker.StackFrame;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The test that is being run, as far as the stack tells. Immutable.
 *
 * @param type the class's name with its package
 */
public record TestOnStack(String type, String method) {
  /** What says of a method, by itself or by its own annotations, that it is a test. */
  private static final Set<String> MARKS =
      Set.of(
          "org.junit.platform.commons.annotation.Testable",
          "org.junit.Test",
          "org.testng.annotations.Test");

  private static final StackWalker WALKER =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  private static final ThreadLocal<@Nullable TestOnStack> KNOWN = new ThreadLocal<>();

  /** Who calls the code under test from outside of the test's method says which test it is. */
  public static void know(@Nullable TestOnStack test) {
    KNOWN.set(test);
  }

  public static @Nullable TestOnStack find() {
    TestOnStack known = KNOWN.get();
    return known == null ? onStack() : known;
  }

  private static @Nullable TestOnStack onStack() {
    return WALKER
        .walk(frames -> frames.filter(TestOnStack::isTest).findFirst())
        .map(frame -> new TestOnStack(frame.getClassName(), method(frame.getMethodName())))
        .orElse(null);
  }

  /** A test's lambda is the test. */
  private static String method(String name) {
    return name.startsWith("lambda$") ? name.substring(7, name.lastIndexOf('$')) : name;
  }

  private static boolean isTest(StackFrame frame) {
    String name = method(frame.getMethodName());
    try {
      for (Method method : frame.getDeclaringClass().getDeclaredMethods()) {
        if (method.getName().equals(name) && isMarked(method.getAnnotations(), new HashSet<>())) {
          return true;
        }
      }
    } catch (LinkageError e) {
      return false; // It names a class that is not there; a test that runs does not.
    }
    return false;
  }

  private static boolean isMarked(Annotation[] annotations, Set<Class<?>> seen) {
    for (Annotation annotation : annotations) {
      Class<? extends Annotation> type = annotation.annotationType();
      if (MARKS.contains(type.getName())
          || (seen.add(type) && isMarked(type.getAnnotations(), seen))) {
        return true;
      }
    }
    return false;
  }

  /** Such as {@code PaymentCrashTest.dies_anywhere}. */
  public String name() {
    return simpleType() + "." + method;
  }

  String simpleType() {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
