// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/**
 * Has the JVM's flight recorder watch sockets, waits and the kit's own marks while a delivery runs.
 * For one thread; the marks are thread-safe.
 *
 * <p>It sees blocking sockets, {@code SocketChannel} and what is built on them, {@code
 * java.net.http} included. It does not see datagrams, {@code AsynchronousSocketChannel}, native
 * transports, and connecting alone on a JDK that has no event for it.
 */
final class FlightWatch implements Marks, AutoCloseable {
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static final List<String> TIMED =
      List.of("jdk.SocketRead", "jdk.SocketWrite", "jdk.SocketConnect", "jdk.ThreadPark");

  private final long number = NUMBERS.incrementAndGet();
  private final Recording recording = new Recording();

  private FlightWatch() {}

  static boolean isAvailable() {
    return FlightRecorder.isAvailable();
  }

  static FlightWatch start() {
    FlightWatch watch = new FlightWatch();
    Recording recording = watch.recording;
    for (String event : TIMED) {
      recording.enable(event).withThreshold(Duration.ZERO).withStackTrace().with("throttle", "off");
    }
    recording.enable("jdk.ThreadStart");
    recording.enable(FlightEvents.At.class).withThreshold(Duration.ZERO);
    recording.enable(FlightEvents.Inside.class).withThreshold(Duration.ZERO);
    recording.start();
    return watch;
  }

  FlightTape stop() throws IOException {
    recording.stop();
    Path file = Files.createTempFile("semel-boundary", ".jfr");
    try {
      recording.dump(file);
      return FlightReader.read(file, number);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() {
    recording.close();
  }

  @Override
  public void at(int position) {
    FlightEvents.At at = new FlightEvents.At();
    at.watch = number;
    at.position = position;
    at.commit();
  }

  @Override
  public Stay enter(String resource) {
    FlightEvents.Inside inside = new FlightEvents.Inside();
    inside.watch = number;
    inside.resource = resource;
    inside.begin();
    return inside::commit;
  }
}
