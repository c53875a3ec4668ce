// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import dev.semel.Message;
import dev.semel.internal.sql.NewMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Turns messages into rows. Immutable; the supplier is asked on the thread that publishes. */
public final class Writer {
  /** For doors that have no {@code Semel} behind them. */
  public static final Writer PLAIN = new Writer(Headers.SOURCE, Map::of);

  private final String source;
  private final Supplier<Map<String, String>> context;

  /**
   * @param source the {@code ce_source} of all messages
   * @param context headers of the moment, such as the trace
   */
  public Writer(String source, Supplier<Map<String, String>> context) {
    this.source = source;
    this.context = context;
  }

  /** A message as a row, with the id it was given or this one. */
  public NewMessage row(Message message, Supplier<UUID> otherwise) {
    String given = message.id().orElse(null);
    UUID id = given == null ? otherwise.get() : Ids.stored(given);
    String name = given == null || Ids.isUuid(given) ? null : given;
    return new NewMessage(
        Ids.today(),
        Ids.lane(message.key().orElseGet(id::toString)),
        id,
        name,
        message.topic(),
        message.key().orElse(null),
        message.contentType().orElse(null),
        Headers.lines(headers(message)),
        message.body(),
        message.notBefore().orElse(null),
        message.deliverBy().orElse(null));
  }

  /** What the row does not say by itself. */
  private Map<String, String> headers(Message message) {
    Map<String, String> headers = new LinkedHashMap<>();
    if (!source.equals(Headers.SOURCE)) {
      headers.put("ce_source", source);
    }
    context
        .get()
        .forEach(
            (name, value) -> headers.put(Texts.headerName(name), Texts.headerValue(name, value)));
    headers.putAll(message.headers());
    Texts.headersFit(headers);
    return headers;
  }
}
