// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An application under test: where it is, who may call it, and what differs from {@code
 * docs/http-conformance.md}. Immutable, hence thread-safe.
 */
public final class Target {
  /** Kills the application hard and starts it again on what it had stored. */
  @FunctionalInterface
  public interface Restart {
    /** Where it is now. */
    URI restart() throws Exception;
  }

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI base;
  private final Callers callers;
  private final Map<String, String> paths;
  private final @Nullable Restart restart;
  private final Duration patience;
  private final boolean remoteAllowed;

  private Target(
      URI base,
      Callers callers,
      Map<String, String> paths,
      @Nullable Restart restart,
      Duration patience,
      boolean remoteAllowed) {
    this.base = base;
    this.callers = callers;
    this.paths = paths;
    this.restart = restart;
    this.patience = patience;
    this.remoteAllowed = remoteAllowed;
  }

  /** The values of {@code Authorization} of two callers; the first one has two. */
  record Callers(String first, String firstRefreshed, String second) {}

  /** An application that keeps to the contract, at the URL before {@code /charges}. */
  public static Target at(URI base) {
    if (base.getHost() == null || !List.of("http", "https").contains(base.getScheme())) {
      throw bad("'%s' is no address of an application; say http://127.0.0.1:8080", base);
    }
    return new Target(
        base,
        new Callers("Bearer alice", "Bearer alice-2", "Bearer bob"),
        Map.of(),
        null,
        PATIENCE,
        false);
  }

  /**
   * The values of {@code Authorization}: of the first caller, of the first caller after a new
   * login, and of the second caller.
   */
  public Target callers(String first, String firstRefreshed, String second) {
    return new Target(
        base, new Callers(first, firstRefreshed, second), paths, restart, patience, remoteAllowed);
  }

  /** A path of the contract, such as {@code /charges}, that is another one here. */
  public Target path(String ofTheContract, String here) {
    Map<String, String> more = new HashMap<>(paths);
    more.put(ofTheContract, here);
    return new Target(base, callers, Map.copyOf(more), restart, patience, remoteAllowed);
  }

  /** Makes the rows about a process that dies possible. */
  public Target restartedBy(Restart how) {
    return new Target(base, callers, paths, how, patience, remoteAllowed);
  }

  /** How long the kit waits for each answer; 10 s, unless said. */
  public Target waitingAtMost(Duration each) {
    if (each.isZero() || each.isNegative() || each.compareTo(Duration.ofMinutes(10)) > 0) {
      throw bad(
          "a wait of %s for an answer; from 1 ms to 10 min, or 10 s if nothing is said", each);
    }
    return new Target(base, callers, paths, restart, each, remoteAllowed);
  }

  /** The kit writes hundreds of charges; only whoever may do that elsewhere says this. */
  public Target allowRemote() {
    return new Target(base, callers, paths, restart, patience, true);
  }

  /** Where it is. */
  public URI base() {
    return base;
  }

  Target movedTo(URI there) {
    return new Target(there, callers, paths, restart, patience, remoteAllowed);
  }

  Callers callers() {
    return callers;
  }

  Duration patience() {
    return patience;
  }

  Optional<Restart> restart() {
    return Optional.ofNullable(restart);
  }

  /** The request target of a path of the contract; the longest path that was said wins. */
  String pathOf(String ofTheContract) {
    String prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceAll("/$", "");
    return paths.entrySet().stream()
        .filter(path -> ofTheContract.startsWith(path.getKey()))
        .max(java.util.Comparator.comparingInt(path -> path.getKey().length()))
        .map(path -> prefix + path.getValue() + ofTheContract.substring(path.getKey().length()))
        .orElse(prefix + ofTheContract);
  }

  /** Its address, which is refused if it is not on this machine and nobody said that it may be. */
  InetAddress address() {
    try {
      InetAddress address = InetAddress.getByName(base.getHost());
      if (!address.isLoopbackAddress() && !remoteAllowed) {
        throw new TestkitException(
            Code.TARGET_NOT_LOOPBACK,
            base
                + " is not on the loopback of this machine, and the kit writes hundreds of charges"
                + " there. If it may, say allowRemote()");
      }
      return address;
    } catch (UnknownHostException e) {
      throw new TestkitException(
          Code.TARGET_NOT_LOOPBACK, base.getHost() + " has no address; check the URL", e);
    }
  }

  private static TestkitException bad(String message, Object value) {
    return new TestkitException(Code.BAD_CHOICE, message.formatted(value));
  }
}
