// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Messages that left for the outside, in their order: let the publisher that a test gives to the
 * code under test call {@link #sent}, and have this watched. Of a body only its size and hash are
 * kept. Thread-safe.
 *
 * <pre>{@code
 * Outgoing outgoing = Outgoing.named("payments topic");
 * Publisher publisher = event -> outgoing.sent("payments", event.id(), event.bytes());
 * }</pre>
 */
public final class Outgoing implements OutsideEffects {
  private static final int HASH_SHOWN = 4;

  private final String name;
  private final List<String> entries = new CopyOnWriteArrayList<>();

  private Outgoing(String name) {
    this.name = name;
  }

  /** Nothing sent yet. The name is what reports call it. */
  public static Outgoing named(String name) {
    return new Outgoing(name);
  }

  /** One message left. */
  public void sent(String topic, @Nullable String key, byte[] body) {
    entries.add(
        "topic=%s key=%s (%d bytes, sha256 %s...)".formatted(topic, key, body.length, hash(body)));
  }

  /** One message left, with a text as its body. */
  public void sent(String topic, @Nullable String key, String body) {
    sent(topic, key, body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> entries() {
    return List.copyOf(entries);
  }

  private static String hash(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(hash, 0, HASH_SHOWN);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
