// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.internal.broker.Main;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The classes of Semel that run in the broker's JVM, as a jar of their own in the cache: a JVM
 * archives classes of jars only, and the broker is to see no more of Semel than these.
 */
final class LauncherJar {
  static final List<String> CLASSES =
      List.of("Main", "Broker", "Console", "QuietLogs", "QuietLogger");
  private static final String PROVIDER = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
  private static final String LOGS = Main.class.getPackageName() + ".QuietLogs";
  private static final LocalDateTime LONG_AGO = LocalDateTime.of(1980, 1, 1, 0, 0);

  private LauncherJar() {}

  /**
   * The jar, made if it is not there. Content, name and time depend on the classes alone, so that
   * it does not matter which of two that start at once makes it.
   */
  static Path in(Path cache, Path workspace) throws IOException {
    byte[] content = content();
    Path jar = cache.resolve("kafka-launcher-" + Checksum.of(content) + ".jar");
    if (!Files.exists(jar)) {
      Path part = workspace.resolve(jar.getFileName());
      Files.write(part, content);
      Files.setLastModifiedTime(part, FileTime.fromMillis(0));
      Files.move(part, jar, StandardCopyOption.ATOMIC_MOVE);
    }
    return jar;
  }

  private static byte[] content() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      String folder = Main.class.getPackageName().replace('.', '/') + "/";
      for (String name : CLASSES) {
        add(zip, folder + name + ".class", classFile(name));
      }
      add(zip, PROVIDER, LOGS.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(LONG_AGO);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] classFile(String name) throws IOException {
    try (InputStream in = Main.class.getResourceAsStream(name + ".class")) {
      if (in == null) {
        throw new FileNotFoundException("the class " + name + " of the launcher");
      }
      return in.readAllBytes();
    }
  }
}
