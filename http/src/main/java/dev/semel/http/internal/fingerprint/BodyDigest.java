// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.fingerprint;

import dev.semel.http.BodyRule;
import dev.semel.http.Selector;
import dev.semel.http.internal.digest.Parts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a body comes to by its rule; by its bytes, where the rule cannot read it. Immutable.
 *
 * <p>JSON and forms are read into memory and have a limit above which their bytes are compared.
 * Bytes and multipart bodies are read as they come, however long they are.
 */
public final class BodyDigest {
  /** The longest JSON or form body that is compared by what it says. */
  public static final int READ_BYTES_MAX = 1024 * 1024;

  private static final int BUFFER_BYTES = 8 * 1024;

  private final BodyRule rule;
  private final byte[] digest;

  private BodyDigest(BodyRule rule, byte[] digest) {
    this.rule = rule;
    this.digest = digest;
  }

  /** A body that can be read more than once. */
  public interface Body {
    long size() throws IOException;

    InputStream open() throws IOException;
  }

  /** The bytes as they arrive. For one thread. */
  public static final class Arriving {
    private final MessageDigest sha256 = Parts.sha256();

    private Arriving() {}

    public Arriving update(byte[] bytes, int from, int length) {
      sha256.update(bytes, from, length);
      return this;
    }

    /** Nothing can be added any more. */
    public BodyDigest arrived() {
      return new BodyDigest(BodyRule.RAW, sha256.digest());
    }
  }

  /** By the bytes, while they are put somewhere else. */
  public static Arriving arriving() {
    return new Arriving();
  }

  public static BodyDigest ofNothing() {
    return new Arriving().arrived();
  }

  /**
   * By a rule.
   *
   * @param mediaType the header {@code Content-Type}, as it was sent
   * @param ignoring what is left out; only that which {@link Selector#fits fits} the rule
   */
  public static BodyDigest of(
      BodyRule rule, @Nullable String mediaType, Collection<Selector> ignoring, Body body)
      throws IOException {
    byte[] read =
        switch (rule) {
          case RAW -> null;
          case JSON_CANONICAL -> json(mediaType, ignoring, body);
          case FORM -> form(mediaType, ignoring, body);
          case MULTIPART -> multipart(mediaType, ignoring, body);
        };
    return read == null ? raw(body) : new BodyDigest(rule, read);
  }

  /** The rule by which it was read in the end. */
  public BodyRule rule() {
    return rule;
  }

  void into(Parts parts) {
    char tag =
        switch (rule) {
          case RAW -> 'R';
          case JSON_CANONICAL -> 'J';
          case FORM -> 'F';
          case MULTIPART -> 'M';
        };
    parts.tag(tag).bytes(digest);
  }

  private static BodyDigest raw(Body body) throws IOException {
    Arriving arriving = new Arriving();
    byte[] buffer = new byte[(int) Math.max(1, Math.min(body.size(), BUFFER_BYTES))];
    try (InputStream in = body.open()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        arriving.update(buffer, 0, n);
      }
    }
    return arriving.arrived();
  }

  private static byte @Nullable [] json(
      @Nullable String mediaType, Collection<Selector> ignoring, Body body) throws IOException {
    byte[] bytes = MediaType.isUtf8(mediaType) ? all(body) : null;
    return bytes == null ? null : JsonDigest.of(bytes, Pointers.of(ignoring));
  }

  private static byte @Nullable [] form(
      @Nullable String mediaType, Collection<Selector> ignoring, Body body) throws IOException {
    Parameters type = mediaType == null ? null : Parameters.parse(mediaType);
    boolean form = type != null && type.main().equals("application/x-www-form-urlencoded");
    byte[] bytes = form && MediaType.isUtf8(mediaType) ? all(body) : null;
    if (bytes == null) {
      return null;
    }
    Parts parts = new Parts();
    String encoded = new String(bytes, StandardCharsets.ISO_8859_1);
    Pairs.of(encoded, RequestFacts.names(ignoring, Selector.Place.FIELD)).into(parts);
    return parts.digest();
  }

  private static byte @Nullable [] multipart(
      @Nullable String mediaType, Collection<Selector> ignoring, Body body) throws IOException {
    Parameters type = mediaType == null ? null : Parameters.parse(mediaType);
    String boundary = type == null ? null : type.value("boundary");
    if (type == null || boundary == null || !type.main().startsWith("multipart/")) {
      return null;
    }
    Set<String> ignored = RequestFacts.names(ignoring, Selector.Place.FIELD);
    try (InputStream in = body.open()) {
      return MultipartDigest.of(in, boundary, ignored);
    }
  }

  /** Null if there is too much of it. */
  private static byte @Nullable [] all(Body body) throws IOException {
    if (body.size() > READ_BYTES_MAX) {
      return null;
    }
    try (InputStream in = body.open()) {
      byte[] bytes = in.readNBytes(READ_BYTES_MAX + 1);
      return bytes.length > READ_BYTES_MAX ? null : bytes;
    }
  }
}
