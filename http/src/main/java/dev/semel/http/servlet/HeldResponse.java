// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import dev.semel.http.Body;
import dev.semel.http.Outgoing;
import dev.semel.http.Reply;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is held back: nothing reaches the container before it is known that it may. What
 * filters before us put on the real answer stays there and can be seen here. For one thread at a
 * time.
 */
final class HeldResponse extends HttpServletResponseWrapper {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final String CHARSET_DEFAULT = "ISO-8859-1";

  /** An error that the work wants the container to tell. */
  record Failure(int status, @Nullable String message) {}

  private final HeldHeaders headers = new HeldHeaders();
  private final List<Cookie> cookies = new ArrayList<>();
  private final Body.Writable body;
  private int status = SC_OK;
  private @Nullable String type;
  private @Nullable String charset;
  private @Nullable Locale locale;
  private @Nullable PrintWriter writer;
  private @Nullable ServletOutputStream stream;
  private @Nullable Failure error;
  private boolean committed;

  HeldResponse(HttpServletResponse response, Body.Writable body) {
    super(response);
    this.body = body;
  }

  /** What the work answered. */
  Outgoing outgoing() {
    if (writer != null) {
      writer.flush();
    }
    List<Reply.Header> lines = new ArrayList<>();
    String contentType = getContentType();
    if (contentType != null) {
      lines.add(new Reply.Header("Content-Type", contentType));
    }
    lines.addAll(headers.lines());
    return new Outgoing(status, lines, body);
  }

  @Nullable Failure error() {
    return error;
  }

  /** Lets somebody else write the answer to an error. */
  void beginErrorAnswer(int errorStatus) {
    status = errorStatus;
    error = null;
    committed = false;
    writer = null;
    stream = null;
    type = null;
    charset = null;
    body.clear();
  }

  /** Puts everything but the body on the answer that is sent. */
  void onto(HttpServletResponse response) {
    response.setStatus(status);
    headersOnto(response);
    if (locale != null) {
      response.setLocale(locale);
    }
    String contentType = getContentType();
    if (contentType != null) {
      response.setContentType(contentType);
    }
  }

  /** Puts on it what an error page of the container leaves there. */
  void headersOnto(HttpServletResponse response) {
    headers.onto(response);
    cookies.forEach(response::addCookie);
  }

  Body body() {
    return body;
  }

  @Override
  public void setStatus(int sc) {
    if (!committed) {
      status = sc;
    }
  }

  @Override
  public int getStatus() {
    return status;
  }

  @Override
  public void sendError(int sc, @Nullable String message) {
    notCommitted();
    resetBuffer();
    status = sc;
    error = new Failure(sc, message);
    committed = true;
  }

  @Override
  public void sendError(int sc) {
    sendError(sc, null);
  }

  @Override
  public void sendRedirect(String location) {
    sendRedirect(location, SC_FOUND, true);
  }

  /** Of Servlet 6.1, where it is what the other ways to redirect come to. */
  @SuppressWarnings({"MissingOverride", "UnusedMethod", "InvalidParam"})
  public void sendRedirect(String location, int sc, boolean clearBuffer) {
    notCommitted();
    if (clearBuffer) {
      resetBuffer();
    }
    status = sc;
    headers.set("Location", location);
    committed = true;
  }

  private void notCommitted() {
    if (committed) {
      throw new IllegalStateException("the answer is committed");
    }
  }

  @Override
  public void setHeader(String name, @Nullable String value) {
    if (name.equalsIgnoreCase("Content-Type")) {
      setContentType(value);
    } else if (open(name)) {
      headers.set(name, value);
    }
  }

  @Override
  public void addHeader(String name, @Nullable String value) {
    if (name.equalsIgnoreCase("Content-Type")) {
      setContentType(value);
    } else if (open(name)) {
      headers.add(name, value);
    }
  }

  /** How long it is we see ourselves. */
  private boolean open(String name) {
    return !committed && !name.equalsIgnoreCase("Content-Length");
  }

  @Override
  public void setDateHeader(String name, long date) {
    setHeader(name, IMF_FIXDATE.format(Instant.ofEpochMilli(date)));
  }

  @Override
  public void addDateHeader(String name, long date) {
    addHeader(name, IMF_FIXDATE.format(Instant.ofEpochMilli(date)));
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, Integer.toString(value));
  }

  @Override
  public boolean containsHeader(String name) {
    return getHeader(name) != null;
  }

  @Override
  public @Nullable String getHeader(String name) {
    if (name.equalsIgnoreCase("Content-Type")) {
      return getContentType();
    }
    String own = headers.get(name);
    return own == null ? super.getHeader(name) : own;
  }

  @Override
  public Collection<String> getHeaders(String name) {
    if (name.equalsIgnoreCase("Content-Type")) {
      String contentType = getContentType();
      return contentType == null ? List.of() : List.of(contentType);
    }
    Collection<String> own = headers.all(name);
    return own.isEmpty() ? super.getHeaders(name) : own;
  }

  @Override
  public Collection<String> getHeaderNames() {
    Set<String> names = new LinkedHashSet<>(super.getHeaderNames());
    names.addAll(headers.names());
    if (getContentType() != null) {
      names.add("Content-Type");
    }
    return names;
  }

  @Override
  public void addCookie(Cookie cookie) {
    if (!committed) {
      cookies.add(cookie);
    }
  }

  @Override
  public void setContentType(@Nullable String value) {
    if (committed) {
      return;
    }
    if (value == null) {
      type = null;
      return;
    }
    String named = Multipart.HeaderValue.parameter(value, "charset");
    if (named == null) {
      type = value.strip();
      return;
    }
    type = value.substring(0, value.indexOf(';')).strip();
    if (writer == null) {
      charset = named;
    }
  }

  @Override
  public @Nullable String getContentType() {
    return type == null || charset == null ? type : type + ";charset=" + charset;
  }

  @Override
  public void setCharacterEncoding(@Nullable String name) {
    if (writer == null && !committed) {
      charset = name;
    }
  }

  @Override
  public String getCharacterEncoding() {
    return charset == null ? CHARSET_DEFAULT : charset;
  }

  @Override
  public void setLocale(Locale locale) {
    this.locale = locale;
  }

  @Override
  public Locale getLocale() {
    return locale == null ? super.getLocale() : locale;
  }

  @Override
  public void setContentLength(int length) {}

  @Override
  public void setContentLengthLong(long length) {}

  @Override
  public PrintWriter getWriter() throws IOException {
    if (stream != null) {
      throw new IllegalStateException("getOutputStream() was called before");
    }
    if (writer == null) {
      charset = getCharacterEncoding();
      writer = new PrintWriter(new OutputStreamWriter(body.out(), Charset.forName(charset)));
    }
    return writer;
  }

  @Override
  public ServletOutputStream getOutputStream() {
    if (writer != null) {
      throw new IllegalStateException("getWriter() was called before");
    }
    if (stream == null) {
      stream = new HeldStream(body.out());
    }
    return stream;
  }

  /** Nothing can be changed any more, as if it had gone. */
  @Override
  public void flushBuffer() {
    if (writer != null) {
      writer.flush();
    }
    committed = true;
  }

  @Override
  public boolean isCommitted() {
    return committed;
  }

  @Override
  public void reset() {
    resetBuffer();
    headers.clear();
    cookies.clear();
    status = SC_OK;
    type = null;
    charset = null;
    writer = null;
    stream = null;
  }

  @Override
  public void resetBuffer() {
    notCommitted();
    if (writer != null) {
      writer.flush();
    }
    body.clear();
  }

  @Override
  public void setBufferSize(int size) {}

  @Override
  public int getBufferSize() {
    return Body.MEMORY_BYTES;
  }

  /** Always takes what is written. */
  private static final class HeldStream extends ServletOutputStream {
    private final OutputStream out;

    HeldStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      out.write(bytes, offset, count);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      try {
        listener.onWritePossible();
      } catch (IOException | RuntimeException e) {
        listener.onError(e);
      }
    }
  }
}
