// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingsTest {
  @ParameterizedTest
  @CsvSource({
    "/*, /charges, true",
    "/*, /, true",
    "/, /charges, false",
    "/charges, /charges, true",
    "/charges, /charges/{id}, false",
    "/charges/*, /charges, true",
    "/charges/*, /charges/{id}/refunds, true",
    "/charges/*, /charges-of-others, false",
    "/charges/7, /charges/{id}, true",
    "/charges/7/*, /charges/{id}/refunds, true",
    "/api/*, /charges, false",
    "*.json, /charges.json, true",
    "*.json, /charges/{name}, true",
    "*.json, /charges, false",
  })
  void a_pattern_covers_a_path_if_some_request_to_it_comes_by(
      String pattern, String path, boolean covered) {
    assertThat(new Mappings(Set.of("/elsewhere", pattern)).cover(path)).isEqualTo(covered);
  }
}
