// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is done to whole directory trees: delete, give away, set modes. Links are not followed. */
public final class DirectoryTree {
  private DirectoryTree() {}

  /** Deletes the tree; whatever somebody else deletes meanwhile is fine. */
  public static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Makes the numeric user and group the owner of the tree, which only root may do. */
  public static void giveTo(int uid, Path root) throws IOException {
    try (var tree = Files.walk(root)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  /** Sets the nine permission bits where the file system has them; umask plays no part. */
  public static void setMode(Path path, int mode) throws IOException {
    var view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (view == null) {
      return;
    }
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    int bit = 0400;
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((mode & bit) != 0) {
        permissions.add(permission);
      }
      bit >>= 1;
    }
    view.setPermissions(permissions);
  }

  /** The outermost directory on the way to the path that other users cannot pass. */
  public static Optional<Path> firstClosedToOthers(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    for (int depth = 1; depth <= absolute.getNameCount(); depth++) {
      Path step = absolute.getRoot().resolve(absolute.subpath(0, depth));
      if (Files.isDirectory(step)
          && !Files.getPosixFilePermissions(step).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return Optional.of(step);
      }
    }
    return Optional.empty();
  }
}
