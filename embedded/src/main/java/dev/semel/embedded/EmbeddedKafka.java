// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.EmbeddedServerException.Code;
import dev.semel.embedded.internal.kafka.BrokerHome;
import dev.semel.embedded.internal.kafka.BrokerJars;
import dev.semel.embedded.internal.kafka.BrokerOptions;
import dev.semel.embedded.internal.kafka.BrokerProcess;
import dev.semel.embedded.internal.kafka.Topic;
import dev.semel.embedded.internal.run.CacheDirectory;
import dev.semel.embedded.internal.run.RunDirectory;
import dev.semel.embedded.internal.run.StopAtExit;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker of one node that belongs to this JVM, listens on 127.0.0.1, and can be killed
 * and paused.
 *
 * <pre>{@code
 * try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
 *   kafka.createTopic("orders", 3);
 *   producerSettings.put("bootstrap.servers", kafka.bootstrapServers());
 * }
 * }</pre>
 *
 * <p>It runs in a JVM of its own, from the {@code kafka_2.13} that the caller has on the class
 * path. What it acknowledged survives the death of that JVM; as Kafka itself does not wait for the
 * disk, it would not survive the loss of power.
 *
 * <p>Thread-safe. A call that starts or stops the broker makes the others wait.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private final BrokerOptions options;
  private final BrokerHome home;
  private final StopAtExit stopAtExit = new StopAtExit("semel-kafka-stop", this::close);
  private @Nullable BrokerProcess broker;
  private int lastPort;
  private boolean closed;

  private EmbeddedKafka(BrokerOptions options, BrokerHome home) {
    this.options = options;
    this.home = home;
  }

  /** Starts a broker with all defaults: the Kafka on the class path, no topics. */
  public static EmbeddedKafka start() {
    return with().start();
  }

  /** The choices to make before a start. */
  public static EmbeddedKafkaBuilder with() {
    return new EmbeddedKafkaBuilder();
  }

  static EmbeddedKafka start(BrokerOptions options) {
    BrokerJars jars = BrokerJars.on(EmbeddedKafka.class.getClassLoader());
    try {
      Path cache = CacheDirectory.open(options.cacheDirectory());
      RunDirectory run = RunDirectory.create(cache);
      var kafka = new EmbeddedKafka(options, new BrokerHome(jars, run, cache, options));
      kafka.bringUp();
      return kafka;
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Host and port, for {@code bootstrap.servers}. */
  public synchronized String bootstrapServers() {
    return "127.0.0.1:" + lastPort;
  }

  /** The port of the last start. */
  public synchronized int port() {
    return lastPort;
  }

  /** The process id of the broker's JVM. */
  public synchronized long pid() {
    return running().pid();
  }

  /** The version of Kafka, such as 4.3.1. */
  public String version() {
    return home.jars().version();
  }

  /** Where the data is. */
  public Path dataDirectory() {
    return home.run().data();
  }

  /** False when killed, closed, or ended by itself; a paused broker is running. */
  public synchronized boolean isRunning() {
    return broker != null && broker.isAlive();
  }

  /** Creates an empty topic; returns when each of its partitions takes messages. */
  public synchronized void createTopic(String name, int partitions) {
    running().createTopic(new Topic(name, partitions));
  }

  /**
   * Kills the broker with SIGKILL, as a crash would, and returns when it is gone. The data stays;
   * {@link #restart()} recovers it.
   */
  public synchronized void kill() {
    if (broker != null) {
      broker.kill();
      broker = null;
    }
  }

  /**
   * Freezes the broker with SIGSTOP: its connections stay open, and nobody answers on them, as with
   * a machine that hangs or a network that swallows. Does nothing if it is paused.
   *
   * @throws EmbeddedServerException where there are no such signals, as on Windows
   */
  public synchronized void pause() {
    running().pause();
  }

  /** Lets a paused broker go on, with all that clients sent meanwhile. */
  public synchronized void resume() {
    running().resume();
  }

  /**
   * Starts the broker again on the same data, after stopping it if it runs; if it is paused, it is
   * killed. The port is the same unless somebody else has taken it meanwhile.
   */
  public synchronized void restart() {
    if (closed) {
      throw new IllegalStateException("this broker is closed; start another");
    }
    if (broker != null) {
      broker.stop();
      broker = null;
    }
    try {
      startBroker();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** Ends the broker and deletes its directory. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopAtExit.forget();
    try {
      if (broker != null) {
        broker.end();
        broker = null;
      }
    } finally {
      delete();
    }
  }

  private synchronized void bringUp() throws IOException {
    try {
      stopAtExit.arm();
      home.prepare();
      startBroker();
      options.topics().forEach(running()::createTopic);
    } catch (Throwable e) { // An Error too, say of a progress listener, must leave nothing behind.
      closeAfter(e);
      throw e;
    }
  }

  private void startBroker() throws IOException {
    BrokerProcess started = BrokerProcess.start(home, lastPort);
    broker = started;
    lastPort = started.port();
    options.tell("Kafka %s is ready on port %d".formatted(version(), lastPort));
  }

  private BrokerProcess running() {
    if (broker == null || !broker.isAlive()) {
      throw new IllegalStateException("the broker is not running; restart() starts it again");
    }
    return broker;
  }

  private void delete() {
    try {
      home.run().delete();
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private static EmbeddedServerException unusable(IOException cause) {
    return new EmbeddedServerException(
        Code.DIRECTORY_UNUSABLE, "a file or directory of the launcher failed: " + cause, cause);
  }
}
