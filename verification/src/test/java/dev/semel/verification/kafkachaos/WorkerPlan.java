// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a worker process is told: which consumer it runs, on what, and where it dies. Immutable. */
record WorkerPlan(Map<String, String> told) {
  /** Where the process ends by itself, or waits to be told to go on. */
  enum Moment {
    NEVER,
    /** A message was received, nothing was done. */
    BEFORE_THE_EFFECT,
    /** The effect is done, its transaction is open. */
    IN_THE_TRANSACTION,
    /** The effects are committed, the offsets are not. */
    BEFORE_THE_OFFSETS
  }

  static WorkerPlan of(Kind kind, List<String> databases, Topic topic, String group) {
    return new WorkerPlan(
        Map.of(
            "kind", kind.name(),
            "databases", String.join(",", databases),
            "servers", topic.servers(),
            "topic", topic.name(),
            "group", group));
  }

  static WorkerPlan parse(String[] arguments) {
    Map<String, String> told = new TreeMap<>();
    for (String argument : arguments) {
      int sign = argument.indexOf('=');
      told.put(argument.substring(0, sign), argument.substring(sign + 1));
    }
    return new WorkerPlan(told);
  }

  String[] arguments() {
    List<String> arguments = new ArrayList<>();
    told.forEach((name, value) -> arguments.add(name + "=" + value));
    return arguments.toArray(String[]::new);
  }

  private WorkerPlan with(String name, Object value) {
    Map<String, String> more = new TreeMap<>(told);
    more.put(name, value.toString());
    return new WorkerPlan(more);
  }

  /** The process halts at the moment, when it is there for the n-th time. */
  WorkerPlan dyingAt(Moment moment, int nth) {
    return with("dying", moment).with("nth", nth);
  }

  /** The process halts whenever it applies this payment. */
  WorkerPlan dyingOf(Payment payment) {
    return with("deadly", payment.id());
  }

  boolean isDeadly(Payment payment) {
    return payment.id().equals(told.get("deadly"));
  }

  /** The process says so and waits in the transaction of its n-th effect. */
  WorkerPlan stallingIn(int nth) {
    return with("stalling", nth);
  }

  /** What the application calls itself, in the effects and to the broker. */
  WorkerPlan version(String name) {
    return with("version", name);
  }

  /**
   * Effects tell others, through the outbox, a relay of the process and this topic; and payments
   * that nobody may pay are refused.
   */
  WorkerPlan tellingOf(Topic receipts) {
    return with("receipts", receipts.name());
  }

  WorkerPlan lanes(int count) {
    return with("lanes", count);
  }

  /** Records per poll. */
  WorkerPlan batch(int records) {
    return with("batch", records);
  }

  /** The protocol of KIP-848, in which the broker assigns; the classic one otherwise. */
  WorkerPlan newProtocol() {
    return with("protocol", "consumer");
  }

  Kind kind() {
    return Kind.valueOf(text("kind"));
  }

  List<String> databases() {
    return List.of(text("databases").split(","));
  }

  Optional<String> receipts() {
    return Optional.ofNullable(told.get("receipts"));
  }

  Moment dying() {
    return Moment.valueOf(told.getOrDefault("dying", Moment.NEVER.name()));
  }

  boolean isOfNewProtocol() {
    return told.containsKey("protocol");
  }

  String text(String name) {
    String value = told.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing among " + told);
    }
    return value;
  }

  String version() {
    return told.getOrDefault("version", "v1");
  }

  int number(String name, int byDefault) {
    String value = told.get(name);
    return value == null ? byDefault : Integer.parseInt(value);
  }

  /** What a consumer has to know of the broker and its group, by either protocol. */
  Map<String, String> consumerSettings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("bootstrap.servers", text("servers"));
    settings.put("group.id", text("group"));
    settings.put("client.id", version());
    settings.put("auto.offset.reset", "earliest");
    settings.put("metadata.max.age.ms", "1000"); // So that added partitions are seen soon.
    settings.put("max.poll.records", Integer.toString(number("batch", 500)));
    settings.put("default.api.timeout.ms", "5000");
    settings.put("request.timeout.ms", "4000");
    settings.put("reconnect.backoff.max.ms", "300");
    settings.put("retry.backoff.max.ms", "300");
    if (isOfNewProtocol()) {
      settings.put("group.protocol", "consumer");
    } else {
      settings.put("session.timeout.ms", "1500");
      settings.put("heartbeat.interval.ms", "300");
    }
    return settings;
  }
}
