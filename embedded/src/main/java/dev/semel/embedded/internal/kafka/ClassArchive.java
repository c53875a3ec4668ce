// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes of a broker in the form in which this JVM has them in memory, which halves the time
 * of a start. The first broker to end in good order leaves them in the cache; each later one with
 * the same JVM and the same jars maps that file. Nothing depends on it but time: a broker that
 * breaks with it is started without it, and the file is thrown away.
 */
final class ClassArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ClassArchive.class);
  private static final String PREFIX = "kafka-classes-";
  private static final String SUFFIX = ".jsa";
  private static final int KEPT_MAX = 4;

  private final Path file;
  private final Path draft;
  private final boolean exists;

  private ClassArchive(Path file, Path draft) {
    this.file = file;
    this.draft = draft;
    this.exists = Files.isReadable(file);
  }

  /**
   * What the cache has for that class path, if it has it; a draft of it is made in the workspace.
   */
  static ClassArchive in(Path cache, Path workspace, List<Path> classpath) throws IOException {
    StringBuilder facts = new StringBuilder();
    for (String property : List.of("java.home", "java.vm.name", "java.vm.version", "os.arch")) {
      facts.append(System.getProperty(property)).append('\n');
    }
    for (Path jar : classpath) {
      // The JVM compares the same: it rejects the archive when a jar has changed.
      facts.append(jar).append(' ').append(Files.size(jar)).append(' ');
      facts.append(Files.getLastModifiedTime(jar).toMillis()).append('\n');
    }
    String key = Checksum.of(facts.toString().getBytes(StandardCharsets.UTF_8));
    return new ClassArchive(
        cache.resolve(PREFIX + key + SUFFIX), workspace.resolve("classes" + SUFFIX));
  }

  /** True if this start uses it, false if this start is to make it. */
  boolean exists() {
    return exists;
  }

  /**
   * Options of the JVM. A checksum is looked at, since a damaged archive could do anything, and the
   * JVM is to end at once if it rejects the archive: going on without it, start after start, it
   * would leave no reason to make a better one.
   */
  List<String> options() {
    return exists
        ? List.of("-XX:SharedArchiveFile=" + file, "-Xshare:on", "-XX:+VerifySharedSpaces")
        : List.of("-XX:ArchiveClassesAtExit=" + draft);
  }

  /** Call after the JVM that made it has ended well; without a draft, nothing happens. */
  void keep() {
    if (exists || !Files.exists(draft)) {
      return;
    }
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      removeOld();
    } catch (IOException e) {
      LOG.debug("the next broker starts as slowly as this one: {} was not kept", file, e);
    }
  }

  /** The broker broke, and nobody can say that the archive did not break it. */
  void discard() {
    try {
      LOG.info("a broker broke while it used {}, which is thrown away", file);
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.debug("{} could not be deleted", file, e);
    }
  }

  /** Each is 50 MB, and each JVM and each set of jars has its own. */
  private void removeOld() throws IOException {
    List<Path> all;
    try (Stream<Path> entries = Files.list(file.getParent())) {
      all = entries.filter(ClassArchive::isArchive).sorted(newestFirst()).toList();
    }
    for (Path old : all.subList(Math.min(KEPT_MAX, all.size()), all.size())) {
      Files.deleteIfExists(old);
    }
  }

  private static boolean isArchive(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  private static Comparator<Path> newestFirst() {
    return Comparator.comparing(ClassArchive::made).reversed();
  }

  private static FileTime made(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // Somebody else deletes it just now.
    }
  }
}
