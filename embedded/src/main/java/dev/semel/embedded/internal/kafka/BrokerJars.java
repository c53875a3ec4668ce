// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The jars of the class path that a broker needs, each found by a class that it alone has: the
 * broker's JVM gets these and nothing else, so no test, no logging configuration and no agent of
 * the caller can play a part in it.
 *
 * @param version of Kafka, such as 4.3.1
 */
public record BrokerJars(String version, List<Path> paths) {
  static final String TESTED_VERSION = "4.3.1";
  private static final String SERVER = "kafka_2.13";
  private static final String CLIENTS = "kafka-clients";
  private static final Pattern FILE = Pattern.compile("(.+?)-(\\d+\\.\\d+\\.\\d+.*)\\.jar");

  /** Without these there is no broker; they must all be of one version. */
  private static final Map<String, String> KAFKA =
      named(
          SERVER,
          "kafka.server.KafkaRaftServer",
          CLIENTS,
          "org.apache.kafka.clients.admin.Admin",
          "kafka-server",
          "org.apache.kafka.server.config.AbstractKafkaConfig",
          "kafka-server-common",
          "org.apache.kafka.server.common.MetadataVersion",
          "kafka-metadata",
          "org.apache.kafka.metadata.storage.Formatter",
          "kafka-raft",
          "org.apache.kafka.raft.RaftClient",
          "kafka-storage",
          "org.apache.kafka.storage.internals.log.UnifiedLog",
          "kafka-storage-api",
          "org.apache.kafka.server.log.remote.storage.LogSegmentData",
          "kafka-coordinator-common",
          "org.apache.kafka.coordinator.common.runtime.CoordinatorRuntime",
          "kafka-group-coordinator",
          "org.apache.kafka.coordinator.group.GroupCoordinator",
          "kafka-group-coordinator-api",
          "org.apache.kafka.coordinator.group.api.assignor.PartitionAssignor",
          "kafka-transaction-coordinator",
          "org.apache.kafka.coordinator.transaction.generated.TransactionLogKey",
          "kafka-share-coordinator",
          "org.apache.kafka.coordinator.share.ShareCoordinator",
          "kafka-tools-api",
          "org.apache.kafka.tools.api.RecordReader");

  /** What Kafka 4 takes from others. One that is missing shows in the log of the broker. */
  private static final List<String> OTHERS =
      List.of(
          "scala.Option",
          "scala.reflect.api.Types",
          "com.typesafe.scalalogging.Logger",
          "org.slf4j.Logger",
          "org.apache.logging.log4j.Logger",
          "org.apache.logging.log4j.core.Logger",
          "com.yammer.metrics.core.Gauge",
          "com.fasterxml.jackson.core.JsonFactory",
          "com.fasterxml.jackson.annotation.JsonProperty",
          "com.fasterxml.jackson.databind.ObjectMapper",
          "com.fasterxml.jackson.datatype.jdk8.Jdk8Module",
          "com.fasterxml.jackson.dataformat.csv.CsvMapper",
          "com.fasterxml.jackson.dataformat.yaml.YAMLFactory",
          "org.yaml.snakeyaml.Yaml",
          "com.github.benmanes.caffeine.cache.Caffeine",
          "org.jspecify.annotations.Nullable",
          "org.pcollections.PMap",
          "org.HdrHistogram.Histogram",
          "com.dynatrace.hash4j.hashing.Hashing",
          "com.google.re2j.Pattern",
          "joptsimple.OptionParser",
          "net.sourceforge.argparse4j.ArgumentParsers",
          "org.jose4j.jwt.JwtClaims",
          "org.apache.commons.validator.routines.InetAddressValidator",
          "org.apache.commons.beanutils.BeanUtils",
          "org.apache.commons.digester.Digester",
          "org.apache.commons.collections.MapUtils",
          "org.apache.commons.logging.LogFactory",
          "com.github.luben.zstd.Zstd",
          "net.jpountz.lz4.LZ4Factory",
          "org.xerial.snappy.Snappy");

  /** The broker of that class path; refused if it has none, or parts of several. */
  public static BrokerJars on(ClassLoader classpath) {
    Map<String, Path> kafka = new LinkedHashMap<>();
    List<String> missing = new ArrayList<>();
    KAFKA.forEach(
        (artifact, type) -> {
          Path jar = jarOf(type, classpath);
          if (jar == null) {
            missing.add(artifact);
          } else {
            kafka.put(artifact, jar);
          }
        });
    requireAll(missing);
    String version = requireOneVersion(kafka);
    List<Path> paths = new ArrayList<>(kafka.values());
    for (String type : OTHERS) {
      Path jar = jarOf(type, classpath);
      if (jar != null && !paths.contains(jar)) {
        paths.add(jar);
      }
    }
    return new BrokerJars(version, List.copyOf(paths));
  }

  private static void requireAll(List<String> missing) {
    if (missing.contains(SERVER)) {
      throw new EmbeddedServerException(
          Code.NO_KAFKA,
          "no Kafka broker is on the class path: add org.apache.kafka:%s:%s to the test dependencies"
              .formatted(SERVER, TESTED_VERSION));
    }
    if (!missing.isEmpty()) {
      throw new EmbeddedServerException(
          Code.NO_KAFKA,
          "%s is on the class path, but in no jar of it are %s, which org.apache.kafka:%s:%s brings along; an exclusion may have removed them, or Kafka's version is another one"
              .formatted(SERVER, String.join(", ", missing), SERVER, TESTED_VERSION));
    }
  }

  private static String requireOneVersion(Map<String, Path> kafka) {
    Map<String, String> versions = new LinkedHashMap<>();
    kafka.forEach(
        (artifact, jar) -> {
          String version = version(artifact, jar);
          if (!version.isEmpty()) {
            versions.put(artifact, version);
          }
        });
    if (new TreeSet<>(versions.values()).size() > 1) {
      throw new EmbeddedServerException(
          Code.KAFKA_VERSIONS_DIFFER,
          "the jars of Kafka on the class path are not of one version: %s. Set them all to one, such as %s; where a BOM sets the one of kafka-clients (Spring Boot does, by kafka.version), override it there"
              .formatted(told(versions), TESTED_VERSION));
    }
    return versions.getOrDefault(SERVER, "unknown");
  }

  /** Those that agree are named once. */
  private static String told(Map<String, String> versions) {
    Map<String, List<String>> artifacts = new LinkedHashMap<>();
    versions.forEach(
        (artifact, version) ->
            artifacts.computeIfAbsent(version, v -> new ArrayList<>()).add(artifact));
    List<String> groups = new ArrayList<>();
    artifacts.forEach((version, names) -> groups.add(String.join(", ", names) + " is " + version));
    return String.join("; ", groups);
  }

  /** As the jar says itself, which two of Kafka's do, else as its file name has it, else empty. */
  private static String version(String artifact, Path jar) {
    String stated =
        switch (artifact) {
          case SERVER -> inManifest(jar);
          case CLIENTS -> inProperties(jar);
          default -> "";
        };
    Matcher file = FILE.matcher(jar.getFileName().toString());
    return stated.isEmpty() && file.matches() ? file.group(2) : stated;
  }

  private static String inManifest(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String version = manifest == null ? null : manifest.getMainAttributes().getValue("Version");
      return version == null ? "" : version;
    } catch (IOException e) {
      return "";
    }
  }

  private static String inProperties(Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      var entry = file.getEntry("kafka/kafka-version.properties");
      if (entry == null) {
        return "";
      }
      Properties properties = new Properties();
      try (InputStream in = file.getInputStream(entry)) {
        properties.load(in);
      }
      return properties.getProperty("version", "");
    } catch (IOException e) {
      return "";
    }
  }

  private static @Nullable Path jarOf(String type, ClassLoader classpath) {
    URL url = classpath.getResource(type.replace('.', '/') + ".class");
    try {
      return url != null && url.openConnection() instanceof JarURLConnection jar
          ? Path.of(jar.getJarFileURL().toURI())
          : null;
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      return null; // Not a jar in a file system, so no class path can have it.
    }
  }

  private static Map<String, String> named(String... artifactsAndTypes) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < artifactsAndTypes.length; i += 2) {
      named.put(artifactsAndTypes[i], artifactsAndTypes[i + 1]);
    }
    return named;
  }
}
