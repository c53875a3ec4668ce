// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The directory of one server: data, log, the record of who runs in it, and the file whose lock
 * says that its owner lives.
 */
public final class RunDirectory {
  public static final String PREFIX = "run-";
  private static final String RECORD = "processes";
  private static final String OWNER_LOCK = "owner.lock";
  private static final Duration LOCK_MAX = Duration.ofMinutes(2);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path path;
  private final LockFile ownerLock;

  private RunDirectory(Path path, LockFile ownerLock) {
    this.path = path;
    this.ownerLock = ownerLock;
  }

  /**
   * A new directory, owned by this JVM, after those of dead owners are reaped. One lock covers
   * both, so nobody ever meets a directory that is not locked yet.
   */
  public static RunDirectory create(Path cache) throws IOException {
    LockFile lock = LockFile.acquire(cache.resolve("runs.lock"), LOCK_MAX);
    try (lock) {
      Reaper.reap(cache);
      Path path = Files.createDirectory(cache.resolve(newName()));
      return occupy(path);
    }
  }

  private static RunDirectory occupy(Path path) throws IOException {
    try {
      DirectoryTree.setMode(path, 0755);
      RunDirectory run = new RunDirectory(path, lockOwner(path));
      run.record(List.of("owner " + ProcessMark.ofThisJvm()));
      return run;
    } catch (IOException e) {
      DirectoryTree.delete(path);
      throw e;
    }
  }

  private static LockFile lockOwner(Path run) throws IOException {
    return LockFile.tryAcquire(run.resolve(OWNER_LOCK))
        .orElseThrow(() -> new IOException("the lock in " + run + " is taken"));
  }

  public static Optional<LockFile> lockIfOrphan(Path run) throws IOException {
    boolean ours = read(run, "owner").filter(ProcessMark.ofThisJvm()::equals).isPresent();
    return ours ? Optional.empty() : LockFile.tryAcquire(run.resolve(OWNER_LOCK));
  }

  /** A process the run recorded, by its role: owner or server. */
  public static Optional<ProcessMark> read(Path run, String role) throws IOException {
    Path record = run.resolve(RECORD);
    if (!Files.exists(record)) {
      return Optional.empty();
    }
    return Files.readAllLines(record).stream()
        .filter(line -> line.startsWith(role + " "))
        .map(line -> line.substring(role.length() + 1))
        .findFirst()
        .flatMap(ProcessMark::parse);
  }

  /** The process that is the parent of all others of the server. */
  public void recordServer(ProcessMark server) throws IOException {
    record(List.of("owner " + ProcessMark.ofThisJvm(), "server " + server));
  }

  /** Random enough that no foreign command line has it. */
  public String name() {
    return path.getFileName().toString();
  }

  public Path path() {
    return path;
  }

  public Path data() {
    return path.resolve("data");
  }

  public Path log() {
    return path.resolve("server.log");
  }

  /** The lock goes first, as Windows deletes no open file; a reaper may then help to delete. */
  public void delete() throws IOException {
    ownerLock.close();
    DirectoryTree.delete(path);
  }

  private void record(List<String> lines) throws IOException {
    Path part = path.resolve(RECORD + ".part");
    Files.write(part, lines);
    Files.move(part, path.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
  }

  private static String newName() {
    byte[] random = new byte[8];
    RANDOM.nextBytes(random);
    return PREFIX + ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(random);
  }
}
