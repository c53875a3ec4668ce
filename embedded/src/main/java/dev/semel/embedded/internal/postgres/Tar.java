// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.internal.run.DirectoryTree;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One tar archive being unpacked: files, directories, symbolic links, modes, and the long names of
 * GNU and POSIX archives.
 *
 * <p>Nothing is written outside the target. Links are made last, so that no file is written through
 * one, and each must end inside the target when followed.
 */
public final class Tar {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES_MAX = 8192;

  private final DataInputStream in;
  private final Path target;
  private final Map<Path, String> links = new LinkedHashMap<>();
  private String longName = "";
  private String longLink = "";

  private Tar(InputStream in, Path target) {
    this.in = new DataInputStream(in);
    this.target = target;
  }

  /** Unpacks the whole archive into an existing, empty directory. */
  public static void unpack(InputStream archive, Path target) throws IOException {
    Tar tar = new Tar(archive, target.toRealPath());
    TarHeader header = tar.nextHeader();
    while (!header.isEnd()) {
      tar.unpackEntry(header);
      header = tar.nextHeader();
    }
    tar.makeLinks();
  }

  private TarHeader nextHeader() throws IOException {
    byte[] block = new byte[BLOCK];
    in.readFully(block);
    return TarHeader.of(block);
  }

  private void unpackEntry(TarHeader header) throws IOException {
    switch (header.type()) {
      case 'L' -> longName = text(header.size());
      case 'K' -> longLink = text(header.size());
      case 'x' -> readAttributes(text(header.size()));
      case 'g' -> text(header.size());
      default -> {
        Path place = inside(longName.isEmpty() ? header.name() : longName);
        String link = longLink.isEmpty() ? header.linkName() : longLink;
        longName = "";
        longLink = "";
        create(header, place, link);
      }
    }
  }

  private void create(TarHeader header, Path place, String link) throws IOException {
    switch (header.type()) {
      case '0', 0 -> writeFile(header, place);
      case '5' -> Files.createDirectories(place);
      case '2' -> links.put(place, link);
      default ->
          throw new IOException(
              "tar entry " + place + " is of the unknown type " + (char) header.type());
    }
    if (header.type() != '2') {
      DirectoryTree.setMode(place, header.mode());
    }
  }

  private void writeFile(TarHeader header, Path place) throws IOException {
    Files.createDirectories(parentOf(place));
    try (OutputStream out = Files.newOutputStream(place, StandardOpenOption.CREATE_NEW)) {
      byte[] buffer = new byte[64 * 1024];
      long left = header.size();
      while (left > 0) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (read < 0) {
          throw new EOFException("the tar archive ends within " + place);
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
    skipPadding(header.size());
  }

  private void makeLinks() throws IOException {
    for (Map.Entry<Path, String> link : links.entrySet()) {
      Files.createDirectories(parentOf(link.getKey()));
      Files.createSymbolicLink(link.getKey(), Path.of(link.getValue()));
    }
    for (Path link : links.keySet()) {
      if (!link.toRealPath().startsWith(target)) {
        throw new IOException("tar link " + link + " leads outside " + target);
      }
    }
  }

  private Path inside(String name) throws IOException {
    Path place = target.resolve(name).normalize();
    if (!place.startsWith(target)) {
      throw new IOException("tar entry " + name + " leads outside " + target);
    }
    return place;
  }

  private static Path parentOf(Path place) throws IOException {
    Path parent = place.getParent();
    if (parent == null) {
      throw new IOException("tar entry " + place + " has no directory");
    }
    return parent;
  }

  private String text(long size) throws IOException {
    if (size > NAME_BYTES_MAX) {
      throw new IOException("a name of " + size + " bytes in a tar archive is too long");
    }
    byte[] bytes = new byte[(int) size];
    in.readFully(bytes);
    skipPadding(size);
    return TarHeader.untilNul(new String(bytes, StandardCharsets.UTF_8));
  }

  /** POSIX extended attributes: lines of "length key=value", of which two are names. */
  private void readAttributes(String attributes) {
    for (String line : attributes.split("\n", -1)) {
      String attribute = line.substring(line.indexOf(' ') + 1);
      if (attribute.startsWith("path=")) {
        longName = attribute.substring("path=".length());
      } else if (attribute.startsWith("linkpath=")) {
        longLink = attribute.substring("linkpath=".length());
      }
    }
  }

  private void skipPadding(long size) throws IOException {
    in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
  }
}
