// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.lang.StackWalker.StackFrame;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the line of the user's own code that a call comes from. */
final class CallSite {
  /** Code through which a call passes on its way from the user's own. */
  private static final List<String> BETWEEN =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "dev.semel.testkit.internal.",
          "com.zaxxer.hikari.",
          "org.postgresql.",
          "org.mariadb.",
          "org.h2.",
          "org.springframework.",
          "org.hibernate.",
          "org.jooq.",
          "org.jdbi.",
          "org.mybatis.",
          "org.apache.kafka.");

  private static final Pattern SEMEL = Pattern.compile("^dev\\.semel\\.([A-Z]|(spi|internal)\\.)");

  private static final StackWalker WALKER = StackWalker.getInstance();

  private CallSite() {}

  static @Nullable StackTraceElement find() {
    return WALKER
        .walk(frames -> frames.filter(CallSite::isUsers).findFirst())
        .map(StackFrame::toStackTraceElement)
        .orElse(null);
  }

  private static boolean isUsers(StackFrame frame) {
    return isUsers(frame.getClassName());
  }

  static boolean isUsers(String name) {
    return !name.contains("$Proxy")
        && !SEMEL.matcher(name).find()
        && BETWEEN.stream().noneMatch(name::startsWith);
  }
}
