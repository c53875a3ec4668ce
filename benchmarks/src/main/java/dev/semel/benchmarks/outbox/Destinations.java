// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.spi.OutgoingMessage;
import dev.semel.spi.Publisher;
import java.util.ArrayList;
import java.util.List;

/**
 * A hundred destinations, of which one may refuse a message and one may never answer. Thread-safe.
 */
final class Destinations implements Publisher {
  static final int COUNT = 100;
  static final String POISON = "poison";

  private final Times times = new Times();
  private final List<Runnable> unanswered = new ArrayList<>();
  private boolean sick;
  private long taken;

  /** The first has the poison, the second is dead; the others are those that are looked at. */
  static String topic(int number) {
    return "topic-" + number % COUNT;
  }

  @Override
  public synchronized void publish(List<OutgoingMessage> batch, Answers answers) {
    for (int i = 0; i < batch.size(); i++) {
      OutgoingMessage message = batch.get(i);
      int index = i;
      if (sick && message.id().startsWith(POISON)) {
        answers.refused(index, "it is poison");
      } else if (sick && message.topic().equals(topic(1))) {
        unanswered.add(() -> answers.taken(index));
        taken++;
      } else {
        if (!message.topic().equals(topic(0)) && !message.topic().equals(topic(1))) {
          times.add(Arrivals.age(message));
        }
        answers.taken(index);
        taken++;
      }
    }
  }

  synchronized void begin(boolean withTrouble) {
    times.clear();
    sick = withTrouble;
  }

  /** From now on all is well, and what was not answered is. */
  synchronized void heal() {
    sick = false;
    unanswered.forEach(Runnable::run);
    unanswered.clear();
  }

  synchronized long taken() {
    return taken;
  }

  /** Of the 98 that are well. */
  Latency latency() {
    return times.latency();
  }
}
