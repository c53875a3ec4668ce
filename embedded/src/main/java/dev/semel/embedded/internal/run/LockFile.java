// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An exclusive lock on a file, held by this JVM until closed; the operating system frees it when
 * the JVM dies, however it dies.
 *
 * <p>POSIX drops all the locks a process has on a file when it closes <em>any</em> descriptor of
 * that file. So a channel that met a lock of this very JVM must stay open, or it would free the
 * lock that it met.
 */
public final class LockFile implements AutoCloseable {
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the lock, whoever holds it now. */
  public static LockFile acquire(Path file, Duration atMost) throws IOException {
    return open(file, atMost)
        .orElseThrow(
            () -> new IOException("the lock on " + file + " was not free within " + atMost));
  }

  public static Optional<LockFile> tryAcquire(Path file) throws IOException {
    return open(file, Duration.ZERO);
  }

  private static Optional<LockFile> open(Path file, Duration atMost) throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
    Attempt attempt = new Attempt(channel);
    try {
      if (Poll.until(atMost, attempt::succeeds)) {
        return Optional.of(new LockFile(channel));
      }
    } catch (UncheckedIOException e) {
      channel.close();
      throw e.getCause();
    }
    if (attempt.metOurselves) {
      NEVER_CLOSED.add(channel);
    } else {
      channel.close();
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static final class Attempt {
    private final FileChannel channel;
    private boolean metOurselves;

    private Attempt(FileChannel channel) {
      this.channel = channel;
    }

    private boolean succeeds() {
      try {
        metOurselves = false;
        return channel.tryLock() != null;
      } catch (OverlappingFileLockException e) {
        metOurselves = true;
        return false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
