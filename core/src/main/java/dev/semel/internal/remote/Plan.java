// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.internal.sql.Uuids;
import dev.semel.remote.Ending;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteFunctions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A remote effect as it was declared. Immutable and thread-safe. */
public record Plan<Q, R>(
    String name,
    Codec<Q> requests,
    Codec<R> results,
    Functions<Q, R> functions,
    Capability capability,
    Timing timing)
    implements RemoteEffect<Q, R> {

  /** The characters of a key: 128 bits. */
  public static final int KEY_LENGTH = 22;

  /** What the scopes of remote effects begin with. */
  public static final String SCOPE = "remote:";

  /** What the application can do. */
  public record Functions<Q, R>(
      RemoteFunctions.Calling<Q, R> calling,
      RemoteFunctions.@Nullable Looking<Q, R> looking,
      RemoteFunctions.@Nullable Reversing<Q> reversing,
      RemoteFunctions.@Nullable Following<R> succeeded,
      RemoteFunctions.@Nullable Following<String> failed,
      Function<R, @Nullable String> reference,
      Function<Throwable, @Nullable Ending> endings) {}

  String scope() {
    return SCOPE + name;
  }

  Key key(String subject) {
    return Key.of(scope(), subject);
  }

  /** The same for ever: what a restored backup has forgotten gets the key it had before. */
  UUID id(String subject) {
    byte[] text = key(subject).toString().getBytes(StandardCharsets.UTF_8);
    try {
      return Uuids.ofHash(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A public type has no other implementation. */
  static <Q, R> Plan<Q, R> of(RemoteEffect<Q, R> effect) {
    return (Plan<Q, R>) effect;
  }

  /** Nothing of the caller's key can be read in it. */
  @Override
  public String gatewayKey(String subject) {
    return gatewayKey(id(subject));
  }

  static String gatewayKey(UUID id) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Uuids.bytes(id));
  }
}
