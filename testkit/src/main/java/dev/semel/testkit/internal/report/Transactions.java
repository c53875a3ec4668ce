// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.report;

import dev.semel.testkit.internal.calls.Call;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Which transactions of a life are open, as far as its calls tell. For one thread. */
final class Transactions {
  private static final Pattern BEGINS =
      Pattern.compile("(?i)^(begin|start transaction)\\b(?!.*;).*");
  private static final Pattern ENDS =
      Pattern.compile("(?is)(^|.*;)\\s*(commit|rollback)\\s*;?\\s*$");
  private static final Pattern COMMITS = Pattern.compile("(?is)(^|.*;)\\s*commit\\s*;?\\s*$");

  private final Set<String> open = new HashSet<>();

  static boolean commits(Call call) {
    return switch (call.kind()) {
      case COMMIT -> true;
      case EXECUTE -> COMMITS.matcher(call.text()).matches();
      default -> false;
    };
  }

  int open() {
    return open.size();
  }

  boolean has(Call call) {
    return open.contains(key(call));
  }

  void after(Call call) {
    switch (call.kind()) {
      case EXECUTE -> {
        if (ENDS.matcher(call.text()).matches()) {
          open.remove(key(call));
        } else if (!call.autocommit() || BEGINS.matcher(call.text()).matches()) {
          open.add(key(call));
        }
      }
      case COMMIT, ROLLBACK, AUTOCOMMIT, RELEASE -> open.remove(key(call));
      default -> {}
    }
  }

  void cut() {
    open.clear();
  }

  private static String key(Call call) {
    return call.resource() + " " + call.connection();
  }
}
