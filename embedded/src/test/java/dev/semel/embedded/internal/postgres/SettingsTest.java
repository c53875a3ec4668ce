// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void durable_is_the_default() {
    assertThat(Settings.of(Map.of(), true).arguments())
        .contains("fsync=on", "synchronous_commit=on", "full_page_writes=on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "FSYNC", "synchronous_commit", "full_page_writes"})
  void what_loses_commits_is_refused_however_it_is_written(String name) {
    assertThatThrownBy(() -> Settings.of(Map.of(name, "off"), true))
        .hasMessageContaining("withoutDurability()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "full-page-writes", "a b", "a=b", "-c", "a.b.c", "1a"})
  void a_strange_name_is_refused(String name) {
    assertThatThrownBy(() -> Settings.of(Map.of(name, "x"), true))
        .hasMessageStartingWith("SEMEL-205")
        .hasMessageContaining("not the name of a setting");
  }

  @Test
  void a_value_with_control_characters_is_refused_and_not_repeated() {
    assertThatThrownBy(() -> Settings.of(Map.of("search_path", "a\nb"), true))
        .hasMessageContaining("search_path")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void what_the_launcher_needs_is_not_the_callers_to_set() {
    assertThatThrownBy(() -> Settings.of(Map.of("port", "5432"), true))
        .hasMessageContaining("port is set by the launcher itself");
  }

  @Test
  void all_problems_come_at_once() {
    Map<String, String> chosen = new LinkedHashMap<>();
    chosen.put("fsync", "off");
    chosen.put("listen_addresses", "*");
    assertThatThrownBy(() -> Settings.of(chosen, true))
        .hasMessageContaining("fsync=off")
        .hasMessageContaining("listen_addresses");
  }

  @Test
  void defaults_can_be_overridden_and_extensions_have_dotted_names() {
    var chosen = Map.of("TimeZone", "Europe/Berlin", "auto_explain.log_analyze", "on");
    assertThat(Settings.of(chosen, true).arguments())
        .contains("timezone=Europe/Berlin", "auto_explain.log_analyze=on")
        .doesNotContain("timezone=UTC");
  }
}
