// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.consume;

import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.kafka.internal.broker.ClientSettings;
import dev.semel.kafka.internal.broker.Errands;
import dev.semel.kafka.internal.broker.Topics;
import dev.semel.kafka.internal.effect.Application;
import dev.semel.kafka.internal.effect.Outages;
import dev.semel.kafka.internal.lanes.BatchSize;
import dev.semel.kafka.internal.lanes.Duty;
import dev.semel.kafka.internal.lanes.LaneQueue;
import dev.semel.kafka.internal.lanes.Lanes;
import dev.semel.kafka.internal.lanes.Tally;
import dev.semel.kafka.internal.lanes.Worker;
import dev.semel.kafka.internal.lanes.Workers;
import dev.semel.kafka.internal.poll.Crew;
import dev.semel.kafka.internal.poll.Intake;
import dev.semel.kafka.internal.poll.LoopSettings;
import dev.semel.kafka.internal.poll.Poller;
import dev.semel.kafka.internal.record.Identity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** Puts a loop together from what was chosen. */
public final class LoopAssembly {
  private static final Duration HAND_IN_MOST = Duration.ofSeconds(10);

  private final LoopChoices chosen;
  private final ClientSettings client;
  private final LoopSettings settings;
  private final Application<?> application;

  public LoopAssembly(LoopChoices chosen) {
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
        chosen.parksTombstones,
        chosen.skipsTombstones,
        chosen.byPlace,
        chosen.offsetsInDatabase,
        handIn.compareTo(HAND_IN_MOST) < 0 ? handIn : HAND_IN_MOST);
  }

  public ConsumerLoop loop() {
    List<Inbox> inboxes = chosen.ledgers.stream().map(this::inbox).toList();
    Crew crew =
        new Crew(
            settings,
            inboxes,
            new Intake(new Identity(chosen.ids), chosen.keys, settings),
            new Lanes(inboxes.size(), chosen.ledgerOf, settings.lanes(), settings.byPlace()),
            new Errands(settings.name()),
            new Topics(Admin.create(client.admin())),
            new Outages(inboxes.get(0), "SEMEL-415"),
            new Tally());
    Map<String, Object> consumer = settings.consumer();
    return new ConsumerLoop(
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
