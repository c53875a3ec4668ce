// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a client asks to be charged. Immutable. */
record ChargeRequest(long amount, String currency, @Nullable String reference) {
  private static final Set<String> FIELDS = Set.of("amount", "currency", "reference");
  private static final Pattern AMOUNT = Pattern.compile("[1-9][0-9]{0,17}");
  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
  private static final int REFERENCE_LENGTH_MAX = 255;

  static ChargeRequest read(@Nullable String contentType, byte[] body) throws BadRequest {
    String type = contentType == null ? "" : contentType.replaceAll(";.*", "").strip();
    return switch (type) {
      case "application/json" -> of(FlatJson.read(utf8(body)));
      case "application/x-www-form-urlencoded" -> of(withNumber(form(utf8(body))));
      default ->
          throw new BadRequest(
              "the content type must be application/json or application/x-www-form-urlencoded");
    };
  }

  private static ChargeRequest of(Map<String, Object> fields) throws BadRequest {
    for (String name : fields.keySet()) {
      if (!FIELDS.contains(name)) {
        throw new BadRequest("there is a field that is none of amount, currency, reference");
      }
    }
    if (!(fields.get("amount") instanceof Long amount) || amount < 1) {
      throw new BadRequest("amount must be a whole number above 0");
    }
    if (!(fields.get("currency") instanceof String currency)
        || !CURRENCY.matcher(currency).matches()) {
      throw new BadRequest("currency must be three capital letters");
    }
    Object reference = fields.get("reference");
    if (reference != null
        && (!(reference instanceof String text) || text.length() > REFERENCE_LENGTH_MAX)) {
      throw new BadRequest("reference must be a text of at most 255 characters");
    }
    return new ChargeRequest(amount, currency, (String) reference);
  }

  /** The fields of a form or a query, each at most once. */
  static Map<String, Object> form(String text) throws BadRequest {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new BadRequest("a field of the form has no name or no value");
      }
      String name = decoded(pair.substring(0, equals));
      if (fields.put(name, decoded(pair.substring(equals + 1))) != null) {
        throw new BadRequest("a field of the form comes twice");
      }
    }
    return fields;
  }

  private static Map<String, Object> withNumber(Map<String, Object> fields) {
    if (fields.get("amount") instanceof String amount && AMOUNT.matcher(amount).matches()) {
      fields.put("amount", Long.valueOf(amount));
    }
    return fields;
  }

  private static String decoded(String text) throws BadRequest {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BadRequest("a field of the form is not encoded as one");
    }
  }

  private static String utf8(byte[] body) throws BadRequest {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new BadRequest("the body is not UTF-8");
    }
  }
}
