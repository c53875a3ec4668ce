// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The settings of the broker: the launcher's own for a quick single node, the caller's over them.
 */
public record BrokerSettings(Map<String, String> values) {
  /**
   * A broker that was killed comes back when its old registration has expired, hence the short
   * session. One node holds one copy of everything, and few partitions of what Kafka keeps for
   * itself. The cleaner's buffer alone would otherwise take a third of the heap.
   */
  private static final Map<String, String> QUICK_AND_SMALL =
      Map.ofEntries(
          Map.entry("broker.session.timeout.ms", "1000"),
          Map.entry("broker.heartbeat.interval.ms", "200"),
          Map.entry("controller.quorum.election.timeout.ms", "100"),
          Map.entry("controller.quorum.election.backoff.max.ms", "50"),
          Map.entry("controller.quorum.fetch.timeout.ms", "200"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          Map.entry("group.min.session.timeout.ms", "500"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "1"),
          Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
          Map.entry("num.network.threads", "2"),
          Map.entry("num.io.threads", "4"),
          Map.entry("background.threads", "2"));

  /** What the launcher needs to find, reach and own its broker. */
  private static final Set<String> RESERVED =
      Set.of(
          "process.roles",
          "node.id",
          "broker.id",
          "listeners",
          "advertised.listeners",
          "listener.security.protocol.map",
          "inter.broker.listener.name",
          "security.inter.broker.protocol",
          "controller.listener.names",
          "controller.quorum.voters",
          "controller.quorum.bootstrap.servers",
          "log.dir",
          "log.dirs",
          "metadata.log.dir");

  private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9._-]*");
  private static final Pattern VALUE = Pattern.compile("\\P{Cntrl}{0,1000}");

  /** The caller's settings over the launcher's own; all problems in one exception. */
  public static BrokerSettings of(Map<String, String> chosen) {
    List<String> problems =
        chosen.entrySet().stream()
            .map(setting -> problem(setting.getKey(), setting.getValue()))
            .filter(problem -> !problem.isEmpty())
            .toList();
    if (!problems.isEmpty()) {
      throw new EmbeddedServerException(Code.BAD_OPTION, String.join("; ", problems));
    }
    Map<String, String> values = new LinkedHashMap<>(QUICK_AND_SMALL);
    values.putAll(chosen);
    return new BrokerSettings(values);
  }

  /** Writes the file from which a broker on these ports, both of the loopback, is started. */
  void write(Path file, Path data, int port, int controllerPort) throws IOException {
    Properties all = new Properties();
    all.putAll(values);
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put(
        "listeners",
        "PLAINTEXT://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d".formatted(port, controllerPort));
    all.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("controller.listener.names", "CONTROLLER");
    all.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    all.put("log.dirs", data.toString());
    try (var writer = Files.newBufferedWriter(file)) {
      all.store(writer, null);
    }
  }

  private static String problem(String name, String value) {
    List<String> problems = new ArrayList<>();
    if (!NAME.matcher(name).matches()) {
      problems.add("'%s' is not the name of a broker setting".formatted(name));
    }
    if (!VALUE.matcher(value).matches()) {
      problems.add("the value of %s has control characters or is longer than 1000".formatted(name));
    }
    if (RESERVED.contains(name)) {
      problems.add(name + " is set by the launcher itself");
    }
    return String.join("; ", problems);
  }
}
