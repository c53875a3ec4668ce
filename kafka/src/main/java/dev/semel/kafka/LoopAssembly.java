// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Inbox;
import dev.semel.Semel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Puts a loop together from what was chosen. */
final class LoopAssembly {
  private static final Duration HAND_IN_MOST = Duration.ofSeconds(10);

  private final KafkaConsumerBuilder chosen;
  private final ClientSettings client;
  private final LoopSettings settings;
  private final Application<?> application;

  LoopAssembly(KafkaConsumerBuilder chosen) {
    this.chosen = chosen;
    this.client = new ClientSettings(chosen.client);
    List<String> problems = LoopProblems.of(chosen, client);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException("SEMEL-401 " + String.join("; ", problems));
    }
    this.settings = settings();
    this.application = Objects.requireNonNull(chosen.application, "application");
  }

  private LoopSettings settings() {
    Duration interval = Duration.ofMillis(client.maxPollIntervalMillis());
    Duration handIn = interval.dividedBy(2);
    return new LoopSettings(
        chosen.name,
        client.consumer(chosen.name, 2 * chosen.batchSizeMax),
        chosen.topics,
        chosen.partitions,
        chosen.lanes,
        chosen.batchSizeMax,
        chosen.batchBytesMax,
        chosen.batchTimeMax,
        chosen.messageBytesMax,
        chosen.onTombstone,
        chosen.byPlace,
        chosen.offsetsInDatabase,
        handIn.compareTo(HAND_IN_MOST) < 0 ? handIn : HAND_IN_MOST);
  }

  KafkaConsumerLoop loop() {
    List<Inbox> inboxes = chosen.shards.ledgers().stream().map(this::inbox).toList();
    Crew crew =
        new Crew(
            settings,
            inboxes,
            new Intake(new Identity(chosen.ids), chosen.keys, settings),
            new Lanes(chosen.shards, settings.lanes(), settings.byPlace()),
            new Errands(settings.name()),
            new Topics(Admin.create(client.admin())),
            new Outages(inboxes.get(0), "SEMEL-415"),
            new Tally());
    Map<String, Object> consumer = settings.consumer();
    return new KafkaConsumerLoop(
        crew,
        new Poller(() -> new KafkaConsumer<>(consumer), crew),
        new Workers(settings.name(), workers(crew)),
        new StartChecks(crew.topics(), settings, new Retained(inboxes, chosen.accepted)));
  }

  private Inbox inbox(Semel semel) {
    Inbox inbox = chosen.inbox.apply(semel.inbox(settings.name()));
    if (settings.byPlace()) {
      inbox = inbox.byPlace();
    }
    if (chosen.deadLetterTopics != null) {
      inbox = inbox.deadLetters(new DeadLetterTopics(settings.group(), chosen.deadLetterTopics));
    }
    return inbox;
  }

  private List<Worker> workers(Crew crew) {
    List<Worker> workers = new ArrayList<>();
    for (int shard = 0; shard < crew.inboxes().size(); shard++) {
      Duty duty = Duty.in(crew.inboxes().get(shard), application);
      for (LaneQueue queue : crew.lanes().ofShard(shard)) {
        workers.add(new Worker(queue, batchSize(), duty, crew.tally()));
      }
    }
    return workers;
  }

  private BatchSize batchSize() {
    return new BatchSize(
        settings.batchSizeMax(), settings.batchBytesMax(), settings.batchTimeMax());
  }
}
