// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeadersTest {
  @Test
  void what_goes_into_a_row_comes_out_of_it() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_source", "/orders");
    headers.put("empty", "");
    headers.put("colon", "a: b: c");
    headers.put("wide", "größe 🎉");
    Map<String, String> read =
        Headers.ofRow(Headers.lines(headers), "id-1", "orders", Instant.EPOCH);
    assertThat(read)
        .containsAllEntriesOf(headers)
        .containsEntry("ce_specversion", "1.0")
        .containsEntry("ce_id", "id-1")
        .containsEntry("ce_type", "orders")
        .containsEntry("ce_time", "1970-01-01T00:00:00Z")
        .hasSize(8);
  }

  @Test
  void a_row_without_headers_still_says_what_it_is() {
    assertThat(Headers.lines(Map.of())).isNull();
    assertThat(Headers.ofRow(null, "id-1", "orders", Instant.EPOCH))
        .containsOnlyKeys("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time");
  }
}
