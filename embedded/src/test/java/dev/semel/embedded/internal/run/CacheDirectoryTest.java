// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class CacheDirectoryTest {
  private final Properties properties = new Properties();

  @Test
  void the_option_is_first_then_the_property_then_the_variable() {
    Map<String, String> environment = Map.of("SEMEL_CACHE", "/variable");
    assertThat(CacheDirectory.chosen(null, properties, environment)).hasValue(Path.of("/variable"));
    properties.setProperty("semel.cache", "/property");
    assertThat(CacheDirectory.chosen(null, properties, environment)).hasValue(Path.of("/property"));
    assertThat(CacheDirectory.chosen(Path.of("/option"), properties, environment))
        .hasValue(Path.of("/option"));
  }

  @Test
  void blank_is_not_chosen() {
    assertThat(CacheDirectory.chosen(null, properties, Map.of("SEMEL_CACHE", " "))).isEmpty();
  }

  @Test
  void else_it_is_in_the_users_cache() {
    properties.setProperty("user.home", "/home/ada");
    assertThat(CacheDirectory.inHome(properties, Map.of()))
        .isEqualTo(Path.of("/home/ada/.cache/semel"));
    assertThat(CacheDirectory.inHome(properties, Map.of("XDG_CACHE_HOME", "/cache")))
        .isEqualTo(Path.of("/cache/semel"));
    assertThat(CacheDirectory.inHome(properties, Map.of("XDG_CACHE_HOME", "relative")))
        .isEqualTo(Path.of("/home/ada/.cache/semel"));
  }
}
