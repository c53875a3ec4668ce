// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.inbox;

import dev.semel.Inbox;
import dev.semel.Semel;
import dev.semel.Tx;
import dev.semel.spi.IncomingMessage;
import dev.semel.verification.databases.Raw;
import dev.semel.verification.databases.Sql;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A consumer that is assigned lanes, each with a thread, and does not survive some messages. It
 * ends well when all are settled.
 */
final class DeadlyMain {
  /** How many messages a lane has. */
  static final int MESSAGES = 12;

  private final Inbox inbox;
  private final Set<String> deadly;
  private final CountDownLatch done;
  private final CountDownLatch others;
  private final int lanes;

  private DeadlyMain(Inbox inbox, Set<String> deadly, int lanes) {
    this.inbox = inbox;
    this.deadly = deadly;
    this.done = new CountDownLatch(lanes);
    this.others = new CountDownLatch(lanes - 1);
    this.lanes = lanes;
  }

  /** Arguments: URL, scope, by id or by place, lanes, messages that end the process. */
  public static void main(String[] args) throws Exception {
    Inbox inbox = Semel.on(new Raw(args[0])).inbox(args[1]);
    int lanes = Integer.parseInt(args[3]);
    DeadlyMain consumer =
        new DeadlyMain(
            args[2].equals("place") ? inbox.byPlace() : inbox, Set.of(args[4].split(",")), lanes);
    System.out.println("ready");
    for (int lane = 0; lane < lanes; lane++) {
      List<IncomingMessage> messages = messages(lane);
      new Thread(() -> consumer.consume(messages)).start();
    }
    consumer.done.await();
    System.out.println("settled");
    System.exit(0);
  }

  /** The messages of a lane; a third of them have a key in common. */
  static List<IncomingMessage> messages(int lane) {
    List<IncomingMessage> messages = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      messages.add(
          new IncomingMessage(
              id(lane, i),
              new IncomingMessage.Lane("orders", "first", Integer.toString(lane)),
              i,
              i % 3 == 1 ? "k" + lane : null,
              null,
              null,
              new byte[0],
              ("body " + i).getBytes(StandardCharsets.UTF_8)));
    }
    return messages;
  }

  static String id(int lane, int number) {
    return "l" + lane + "m" + number;
  }

  private void consume(List<IncomingMessage> messages) {
    int half = messages.size() / 2;
    Inbox.Taken unused = inbox.takeFirst(messages.subList(0, half), this::apply);
    unused = inbox.take(messages.subList(half, messages.size()), this::apply);
    done.countDown();
  }

  private void apply(Tx tx, IncomingMessage message) throws Exception {
    boolean isDeadly = deadly.contains(message.id());
    if (message.number() == 0 && lanes > 1) {
      meet(isDeadly);
    }
    Sql.run(tx.connection(), "insert into effect (id, what) values (?, 'applied')", message.id());
    if (isDeadly) {
      Runtime.getRuntime().halt(1);
    }
  }

  /** The one that halts waits for the others to be in the middle of theirs, if they can be. */
  private void meet(boolean isDeadly) throws InterruptedException {
    if (isDeadly) {
      boolean unused = others.await(500, TimeUnit.MILLISECONDS);
      Runtime.getRuntime().halt(1);
    }
    others.countDown();
    boolean unused = new CountDownLatch(1).await(500, TimeUnit.MILLISECONDS);
  }
}
