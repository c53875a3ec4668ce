// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.EmbeddedPostgresException.Code;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** As whom the programs of PostgreSQL run; each way is a prefix of their command lines. */
enum RunAs {
  /** The user of this JVM. */
  SELF("", 0),
  /** Root's own files, seen from a user namespace in which nobody is root. */
  USER_NAMESPACE("unshare -U", 0),
  /** The user and group 65534, which systems call nobody. */
  NOBODY("setpriv --reuid 65534 --regid 65534 --clear-groups", 65534);

  private static final Duration PROBE_MAX = Duration.ofSeconds(10);

  private final String prefix;
  private final int owner;

  RunAs(String prefix, int owner) {
    this.prefix = prefix;
    this.owner = owner;
  }

  /** The first way that works here. */
  static RunAs choose() {
    return isRoot() ? firstWorking(List.of(USER_NAMESPACE, NOBODY)) : SELF;
  }

  static boolean isRoot() {
    return !Platform.current().isWindows()
        && new Command(List.of("id", "-u")).run(PROBE_MAX).output().equals("0");
  }

  static RunAs firstWorking(List<RunAs> ways) {
    List<String> tried = new ArrayList<>();
    for (RunAs way : ways) {
      Command.Result result = way.probe();
      if (result.succeeded()) {
        return way;
      }
      tried.add(
          "'%s' ended with %d: %s"
              .formatted(
                  String.join(" ", way.probeLine()),
                  result.status(),
                  result.output().replace('\n', ' ')));
    }
    throw new EmbeddedPostgresException(
        Code.CANNOT_RUN_AS_ROOT,
        "PostgreSQL refuses to run as root and no other way works here. Tried: "
            + String.join("; ", tried)
            + ". Run this JVM as another user, or allow user namespaces, or install setpriv"
            + " (util-linux) and a user with the id 65534");
  }

  List<String> command(List<String> line) {
    List<String> whole = new ArrayList<>();
    if (!prefix.isEmpty()) {
      whole.addAll(List.of(prefix.split(" ", -1)));
    }
    whole.addAll(line);
    return whole;
  }

  /** True if files must be given to {@link #owner()} before PostgreSQL takes them for its own. */
  boolean ownsFiles() {
    return this != SELF;
  }

  int owner() {
    return owner;
  }

  /** Initdb asks for the name of its user, so an id without a name would fail later. */
  private Command.Result probe() {
    return new Command(probeLine()).run(PROBE_MAX);
  }

  private List<String> probeLine() {
    return command(List.of("id", "-un"));
  }
}
