// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.key;

import dev.semel.http.Caller;
import dev.semel.http.internal.digest.Parts;
import java.util.Base64;

/** The id a key has in the ledger: 43 characters in which nothing of the key can be read. */
public final class KeyIdentity {
  private KeyIdentity() {}

  /** The same for ever, on every machine. */
  public static String of(Caller caller, String key) {
    byte[] digest = new Parts().text(caller.tenant()).text(caller.id()).text(key).digest();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }
}
