// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Body;
import dev.semel.http.servlet.Multipart.HeaderValue;
import jakarta.servlet.http.Part;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a body that has arrived. */
record BodyPart(Body body, Map<String, List<String>> headers, long from, long length)
    implements Part {
  @Override
  public InputStream getInputStream() throws IOException {
    InputStream in = body.open();
    in.skipNBytes(from);
    return new Bounded(in, length);
  }

  @Override
  public @Nullable String getContentType() {
    return getHeader("content-type");
  }

  @Override
  public String getName() {
    String name = HeaderValue.parameter(getHeader("content-disposition"), "name");
    return name == null ? "" : name;
  }

  @Override
  public @Nullable String getSubmittedFileName() {
    return HeaderValue.parameter(getHeader("content-disposition"), "filename");
  }

  @Override
  public long getSize() {
    return length;
  }

  /** To a file; a relative one is taken to be where temporary files are. */
  @Override
  public void write(String fileName) throws IOException {
    Path file = Path.of(System.getProperty("java.io.tmpdir")).resolve(fileName);
    try (InputStream in = getInputStream()) {
      Files.copy(in, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Goes with the body. */
  @Override
  public void delete() {}

  @Override
  public @Nullable String getHeader(String name) {
    List<String> lines = headers.get(name.toLowerCase(Locale.ROOT));
    return lines == null ? null : lines.get(0);
  }

  @Override
  public Collection<String> getHeaders(String name) {
    return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public Collection<String> getHeaderNames() {
    return headers.keySet();
  }

  /** The first so many bytes of a stream. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long length) {
      super(in);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (left <= 0) {
        return -1;
      }
      left--;
      return in.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
      if (left <= 0) {
        return count == 0 ? 0 : -1;
      }
      int got = in.read(bytes, offset, (int) Math.min(count, left));
      left -= Math.max(got, 0);
      return got;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(Math.min(count, left));
      left -= skipped;
      return skipped;
    }

    @Override
    public int available() throws IOException {
      return (int) Math.min(in.available(), left);
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
