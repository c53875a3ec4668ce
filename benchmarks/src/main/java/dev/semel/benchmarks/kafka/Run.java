// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.kafka;

import dev.semel.benchmarks.Machine;
import dev.semel.benchmarks.Rig;
import dev.semel.benchmarks.Spread;
import dev.semel.benchmarks.kafka.Options.Part;
import dev.semel.embedded.EmbeddedKafka;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** One run over all parts that were asked for. For one thread. */
final class Run {
  private final Options options;
  private final PrintStream raw;

  Run(Options options, PrintStream raw) {
    this.options = options;
    this.raw = raw;
  }

  Report report() throws Exception {
    try (Rig rig = new Rig(1, 1);
        EmbeddedKafka kafka = EmbeddedKafka.start()) {
      double loadBefore = Machine.load();
      double calmBefore = Machine.calibrate();
      Consuming consuming = consuming(rig, kafka);
      Relaying relaying = relaying(rig, kafka);
      List<String> conditions = conditions(rig, kafka, loadBefore, calmBefore);
      conditions.forEach(line -> raw.println("# " + line));
      return new Report(conditions, consuming, relaying);
    }
  }

  private @Nullable Consuming consuming(Rig rig, EmbeddedKafka kafka) throws Exception {
    if (!options.has(Part.CONSUMER)) {
      return null;
    }
    Consuming consuming = new Consuming(rig, kafka);
    consuming.run(options.records(), options.rounds(), raw);
    return consuming;
  }

  private @Nullable Relaying relaying(Rig rig, EmbeddedKafka kafka) throws Exception {
    if (!options.has(Part.RELAY)) {
      return null;
    }
    Relaying relaying = new Relaying(rig, kafka);
    relaying.run(options.messages(), options.rounds(), raw);
    return relaying;
  }

  private List<String> conditions(
      Rig rig, EmbeddedKafka kafka, double loadBefore, double calmBefore) {
    return List.of(
        Machine.describe(),
        "PostgreSQL %s, pgjdbc %s, Kafka %s as one broker, all on the same machine over TCP; heap of %s MB"
            .formatted(
                rig.postgres().version(),
                Driver.class.getPackage().getImplementationVersion(),
                kafka.version(),
                Runtime.getRuntime().maxMemory() >> 20),
        "fsync=on, full_page_writes=on and synchronous_commit=on in all sessions",
        "%d rounds, each of which begins with another way".formatted(options.rounds()),
        "load average %s before, %s after; a fixed piece of work took %s ms before, %s ms after"
            .formatted(
                Spread.text(loadBefore, 1),
                Spread.text(Machine.load(), 1),
                Spread.text(calmBefore, 0),
                Spread.text(Machine.calibrate(), 0)));
  }
}
