// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.testkit.Topic;
import dev.semel.testkit.World;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A broker's queue in a crash scenario: what was acknowledged stays so, whoever dies. */
final class Queue implements Receiver.Acks {
  private static final int POLLS_MAX = 10;

  private final Topic acknowledged;
  private final List<Message> messages;
  private List<Message> batch = List.of();

  private Queue(World world, List<Message> messages) {
    this.acknowledged = world.topic("acknowledged");
    this.messages = messages;
  }

  /** Delivers until all is acknowledged; a receiver that throws gets it again. */
  static void deliver(World world, Receiver.Start start, Rates rates, Message... messages) {
    Deque<Runnable> later = new ArrayDeque<>();
    Receiver receiver = start.with(new Receiver.Tools(world.database(), rates, later::add));
    Queue queue = new Queue(world, List.of(messages));
    for (int polls = 0; !queue.isEmpty(); polls++) {
      if (polls == POLLS_MAX) {
        throw new IllegalStateException("polled " + POLLS_MAX + " times, and not all was taken");
      }
      try {
        receiver.receive(queue.poll(), queue);
      } catch (Exception e) {
        // What was not acknowledged comes again.
      }
      while (!later.isEmpty()) {
        later.remove().run();
      }
    }
  }

  private boolean isEmpty() {
    return poll().isEmpty();
  }

  private List<Message> poll() {
    List<String> gone = acknowledged.entries();
    batch = messages.stream().filter(message -> !gone.contains(message.id())).toList();
    return batch;
  }

  @Override
  public void one(Message message) {
    acknowledged.publish(message.id());
  }

  @Override
  public void upTo(Message message) {
    batch.subList(0, batch.indexOf(message) + 1).forEach(this::one);
  }

  @Override
  public void all() {
    batch.forEach(this::one);
  }
}
