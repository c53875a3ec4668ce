// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.embedded.internal.broker.Main;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerJarsTest {
  private final BrokerJars jars = BrokerJars.on(BrokerJarsTest.class.getClassLoader());

  @TempDir private Path directory;

  @Test
  void all_jars_that_kafka_brings_along_are_found_and_nothing_of_the_test() {
    assertThat(jars.version()).isEqualTo("4.3.1");
    assertThat(jars.paths()).doesNotHaveDuplicates().hasSize(45).allMatch(Files::isRegularFile);
    assertThat(jars.paths()).extracting(Path::toString).noneMatch(BrokerJarsTest::isOfTests);
  }

  @Test
  void the_coordinates_in_messages_are_those_of_the_build() {
    assertThat(AppInfoParser.getVersion()).isEqualTo(BrokerJars.TESTED_VERSION);
  }

  @Test
  void a_class_path_without_kafka_is_told_what_to_add() throws Exception {
    assertThatThrownBy(() -> on(List.of()))
        .hasMessageStartingWith("SEMEL-209")
        .hasMessageContaining("add org.apache.kafka:kafka_2.13:4.3.1 to the test dependencies");
  }

  @Test
  void an_excluded_part_of_kafka_is_named() throws Exception {
    assertThatThrownBy(() -> on(without("kafka-metadata-")))
        .hasMessageStartingWith("SEMEL-209")
        .hasMessageContaining("in no jar of it are kafka-metadata,");
  }

  @Test
  void clients_of_another_version_are_refused_before_anything_strange_happens() throws Exception {
    List<Path> mixed = without("kafka-clients-");
    mixed.add(otherClients());
    assertThatThrownBy(() -> on(mixed))
        .hasMessageStartingWith("SEMEL-210")
        .hasMessageContaining("kafka_2.13, kafka-server,")
        .hasMessageContaining("is 4.3.1; kafka-clients is 4.2.1. Set them all to one");
  }

  @Test
  void the_launchers_jar_has_each_class_of_the_room_and_is_made_once() throws Exception {
    Path jar = LauncherJar.in(directory, directory);
    Object made = Files.readAttributes(jar, "fileKey").get("fileKey");
    assertThat(LauncherJar.in(directory, directory)).isEqualTo(jar);
    assertThat(Files.readAttributes(jar, "fileKey").get("fileKey")).isEqualTo(made);

    Path room = Path.of(Main.class.getResource("Main.class").toURI()).getParent();
    try (var zip = FileSystems.newFileSystem(jar);
        Stream<Path> compiled = Files.list(room);
        Stream<Path> packed =
            Files.list(zip.getPath(Main.class.getPackageName().replace('.', '/')))) {
      assertThat(packed.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              compiled
                  .map(path -> path.getFileName().toString())
                  .filter(name -> !name.startsWith("package-info"))
                  .toList());
    }
  }

  private static boolean isOfTests(String path) {
    return Stream.of("junit", "assertj", "postgres", "classes", "xz-").anyMatch(path::contains);
  }

  private List<Path> without(String prefix) {
    return new java.util.ArrayList<>(
        jars.paths().stream()
            .filter(jar -> !jar.getFileName().toString().startsWith(prefix))
            .toList());
  }

  private BrokerJars on(List<Path> classpath) throws Exception {
    URL[] urls = classpath.stream().map(BrokerJarsTest::url).toArray(URL[]::new);
    try (var loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
      return BrokerJars.on(loader);
    }
  }

  /** As a BOM would bring them: the class that is looked for, and what says which version it is. */
  private Path otherClients() throws Exception {
    Path jar = directory.resolve("clients" + File.separator + "kafka-clients.jar");
    Files.createDirectories(jar.getParent());
    try (var zip = FileSystems.newFileSystem(jar, java.util.Map.of("create", "true"))) {
      Path type = zip.getPath("org/apache/kafka/clients/admin/Admin.class");
      Files.createDirectories(type.getParent());
      Files.write(type, new byte[] {1});
      Files.createDirectories(zip.getPath("kafka"));
      Files.writeString(zip.getPath("kafka/kafka-version.properties"), "version=4.2.1\n");
    }
    return jar;
  }

  private static URL url(Path jar) {
    try {
      return jar.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }
}
