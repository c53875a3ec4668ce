// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.run.DirectoryTree;
import dev.semel.embedded.internal.run.LockFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL archive that an artifact on the classpath has for this platform. */
public record BinariesArchive(URL url) {
  private static final Pattern VERSION = Pattern.compile("-(\\d+\\.\\d+)(\\.\\d+)*\\.jar!");
  private static final Duration UNPACK_MAX = Duration.ofMinutes(5);

  public static BinariesArchive on(ClassLoader classpath, Platform platform) {
    URL url = classpath.getResource(platform.resource());
    if (url == null) {
      throw new EmbeddedServerException(
          Code.NO_BINARIES,
          "no PostgreSQL for this platform is on the classpath (looked for "
              + platform.resource()
              + "): add "
              + platform.coordinates()
              + " to the test dependencies, or name an installed PostgreSQL with"
              + " binaries(path)");
    }
    return new BinariesArchive(url);
  }

  /**
   * The archive unpacked in the cache, once for each content. Another JVM that starts meanwhile
   * waits; what it finds then is complete, since the finished directory is renamed into place.
   */
  public Binaries unpackedIn(Path cache, Consumer<String> progress) throws IOException {
    Content content = content();
    Path home = cache.resolve("postgres-" + version() + "-" + content.checksum());
    if (!Files.isDirectory(home)) {
      LockFile lock = LockFile.acquire(cache.resolve("unpack.lock"), UNPACK_MAX);
      try (lock) {
        if (!Files.isDirectory(home)) {
          progress.accept(
              "unpacking PostgreSQL %s (%d MB)…".formatted(version(), content.size() / 1_000_000));
          unpack(home);
        }
      }
    }
    return Binaries.at(home);
  }

  private void unpack(Path home) throws IOException {
    Path part = home.resolveSibling(home.getFileName() + ".part");
    if (Files.exists(part)) {
      DirectoryTree.delete(part);
    }
    Files.createDirectory(part);
    DirectoryTree.setMode(part, 0755);
    try (InputStream in = new XZInputStream(url.openStream())) {
      Tar.unpack(in, part);
    }
    Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
  }

  /** As the name of the artifact has it: the archive itself does not say. */
  public String version() {
    Matcher version = VERSION.matcher(url.toString());
    return version.find() ? version.group(1) : "unknown";
  }

  private Content content() throws IOException {
    try (var in = new DigestInputStream(url.openStream(), MessageDigest.getInstance("SHA-256"))) {
      long size = in.transferTo(OutputStream.nullOutputStream());
      String hex = HexFormat.of().formatHex(in.getMessageDigest().digest());
      return new Content(hex.substring(0, 16), size);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java platform has SHA-256", e);
    }
  }

  private record Content(String checksum, long size) {}
}
