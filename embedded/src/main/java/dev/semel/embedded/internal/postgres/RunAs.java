// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.run.CacheDirectory;
import dev.semel.embedded.internal.run.Command;
import dev.semel.embedded.internal.run.DirectoryTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** As whom the programs of PostgreSQL run; each way is a prefix of their command lines. */
public enum RunAs {
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
  public static RunAs choose() {
    return isRoot() ? firstWorking(List.of(USER_NAMESPACE, NOBODY)) : SELF;
  }

  public static boolean isRoot() {
    return !Platform.current().isWindows()
        && new Command(List.of("id", "-u")).run(PROBE_MAX).output().equals("0");
  }

  public static RunAs firstWorking(List<RunAs> ways) {
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
    throw new EmbeddedServerException(
        Code.CANNOT_RUN_AS_ROOT,
        "PostgreSQL refuses to run as root and no other way works here. Tried: "
            + String.join("; ", tried)
            + ". Run this JVM as another user, or allow user namespaces, or install setpriv"
            + " (util-linux) and a user with the id 65534");
  }

  public List<String> command(List<String> line) {
    List<String> whole = new ArrayList<>();
    if (!prefix.isEmpty()) {
      whole.addAll(List.of(prefix.split(" ", -1)));
    }
    whole.addAll(line);
    return whole;
  }

  /** True if files must be given to {@link #owner()} before PostgreSQL takes them for its own. */
  public boolean ownsFiles() {
    return this != SELF;
  }

  public int owner() {
    return owner;
  }

  /** The cache directory, which the user of the server must get into. */
  public Path openCache(@Nullable Path option) throws IOException {
    Path cache =
        this == NOBODY ? CacheDirectory.openForOthers(option) : CacheDirectory.open(option);
    requireReach(cache);
    return cache;
  }

  /** Refuses a directory that the other user would not get to, and says where the way ends. */
  public void requireReach(Path directory) throws IOException {
    if (this != NOBODY) {
      return;
    }
    Optional<Path> closed = DirectoryTree.firstClosedToOthers(directory);
    if (closed.isPresent()) {
      throw new EmbeddedServerException(
          Code.CANNOT_RUN_AS_ROOT,
          "PostgreSQL would run as user 65534, since this JVM is root and user namespaces do not"
              + " work, but that user cannot reach "
              + directory
              + ": "
              + closed.get()
              + " is closed to others. Choose another directory, or 'chmod o+x' that one");
    }
  }

  /** Initdb asks for the name of its user, so an id without a name would fail later. */
  private Command.Result probe() {
    return new Command(probeLine()).run(PROBE_MAX);
  }

  private List<String> probeLine() {
    return command(List.of("id", "-un"));
  }
}
