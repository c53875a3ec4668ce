// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Proxies that tell a watcher of the calls that go through them. */
public final class WatchedCalls {
  private WatchedCalls() {}

  /**
   * The same object behind one of its interfaces, with every method told as a call of one kind.
   * Methods of {@link Object} are not told.
   */
  public static <T> T of(
      Class<T> type, T real, String resource, CallKind kind, CallWatcher watcher) {
    return proxy(
        type,
        (self, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return ofObject(self, real, method, arguments);
          }
          Call call = new Call(kind, resource, 0, resource + "." + method.getName(), false, site());
          return watched(call, real, method, arguments, watcher);
        });
  }

  /** A call that somebody else makes and tells. */
  public static Call call(CallKind kind, String resource, String text) {
    return new Call(kind, resource, 0, text, false, site());
  }

  /** Whether a class is the user's own, and not something that a call passes on its way out. */
  public static boolean isUsers(String className) {
    return CallSite.isUsers(className);
  }

  static @Nullable StackTraceElement site() {
    return CallSite.find();
  }

  @SuppressWarnings("unchecked")
  static <T> T proxy(Class<T> type, java.lang.reflect.InvocationHandler calls) {
    return (T) Proxy.newProxyInstance(loader(type), new Class<?>[] {type}, calls);
  }

  /** Drivers are seen by their interfaces, which the platform's loader may hold. */
  private static ClassLoader loader(Class<?> type) {
    ClassLoader own = type.getClassLoader();
    return own == null ? ClassLoader.getPlatformClassLoader() : own;
  }

  static @Nullable Object watched(
      Call call, Object real, Method method, Object @Nullable [] arguments, CallWatcher watcher)
      throws Throwable {
    watcher.before(call);
    Object result;
    try {
      result = invoke(real, method, arguments);
    } catch (Throwable failure) {
      watcher.after(call, null, failure);
      throw failure;
    }
    watcher.after(call, result, null);
    return result;
  }

  static @Nullable Object invoke(Object real, Method method, Object @Nullable [] arguments)
      throws Throwable {
    if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())) {
      method.trySetAccessible(); // The interface is the user's own and need not be public.
    }
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  /** A proxy is equal to itself alone. */
  static @Nullable Object ofObject(
      Object self, Object real, Method method, Object @Nullable [] arguments) {
    return switch (method.getName()) {
      case "equals" -> arguments != null && self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      default -> "watched " + real;
    };
  }
}
