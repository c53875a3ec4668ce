// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerSettingsTest {
  @TempDir private Path directory;

  @Test
  void the_callers_settings_beat_the_launchers_own() throws Exception {
    var settings =
        BrokerSettings.of(Map.of("num.io.threads", "7", "log.retention.ms", "back\\slash"));
    Properties written = written(settings);
    assertThat(written)
        .containsEntry("num.io.threads", "7")
        .containsEntry("log.retention.ms", "back\\slash")
        .containsEntry("broker.session.timeout.ms", "1000");
  }

  @Test
  void both_listeners_are_on_the_loopback() throws Exception {
    assertThat(written(BrokerSettings.of(Map.of())))
        .containsEntry("listeners", "PLAINTEXT://127.0.0.1:1234,CONTROLLER://127.0.0.1:5678")
        .containsEntry("advertised.listeners", "PLAINTEXT://127.0.0.1:1234")
        .containsEntry("log.dirs", directory.resolve("data").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "-x", "1a", "a\nb"})
  void a_strange_name_is_refused(String name) {
    assertThatThrownBy(() -> BrokerSettings.of(Map.of(name, "x")))
        .hasMessageStartingWith("SEMEL-205")
        .hasMessageContaining("not the name of a broker setting");
  }

  @Test
  void all_problems_come_at_once() {
    Map<String, String> chosen = new LinkedHashMap<>();
    chosen.put("listeners", "PLAINTEXT://0.0.0.0:9092");
    chosen.put("num.io.threads", "1\n2");
    assertThatThrownBy(() -> BrokerSettings.of(chosen))
        .hasMessageContaining("listeners is set by the launcher itself")
        .hasMessageContaining("the value of num.io.threads has control characters")
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"'',1", "'a b',1", ".,1", "..,1", "orders,0", "orders,-1", "orders,1001"})
  void a_topic_that_kafka_would_not_take_is_refused(String name, int partitions) {
    assertThatThrownBy(() -> new Topic(name, partitions)).hasMessageStartingWith("SEMEL-205");
  }

  private Properties written(BrokerSettings settings) throws Exception {
    Path file = directory.resolve("broker.properties");
    settings.write(file, directory.resolve("data"), 1234, 5678);
    Properties written = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      written.load(reader);
    }
    return written;
  }
}
