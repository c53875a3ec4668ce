// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.boundary.FlightTape.Birth;
import dev.semel.testkit.internal.boundary.FlightTape.Io;
import dev.semel.testkit.internal.boundary.FlightTape.Span;
import dev.semel.testkit.internal.calls.WatchedCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Makes a tape of a recording. For one thread. */
final class FlightReader {
  private static final String HTTP_CLIENT = "jdk.internal.net.http.";

  private final long watch;
  private final Map<Integer, Long> marks = new HashMap<>();
  private final List<Io> io = new ArrayList<>();
  private final List<Span> inside = new ArrayList<>();
  private final List<Span> parked = new ArrayList<>();
  private final List<Birth> births = new ArrayList<>();

  private FlightReader(long watch) {
    this.watch = watch;
  }

  /** Reads the file; marks of another watch are left out. */
  static FlightTape read(Path file, long watch) throws IOException {
    FlightReader reader = new FlightReader(watch);
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        reader.take(events.readEvent());
      }
    }
    // Each thread has a buffer of its own; in the file they are one after the other.
    reader.io.sort(Comparator.comparingLong(Io::at));
    return new FlightTape(reader.marks, reader.io, reader.inside, reader.parked, reader.births);
  }

  private void take(RecordedEvent event) {
    RecordedThread thread = event.getThread();
    if (thread == null) {
      return;
    }
    long id = thread.getJavaThreadId();
    switch (event.getEventType().getName()) {
      case "jdk.SocketRead" -> io(event, id, "bytesRead");
      case "jdk.SocketWrite" -> io(event, id, "bytesWritten");
      case "jdk.SocketConnect" -> io.add(io(event, id, 0L, true));
      case "jdk.ThreadPark" -> parked.add(span(event, id, line(event)));
      case "jdk.ThreadStart" -> birth(event, id);
      case "dev.semel.testkit.At" -> {
        if (event.getLong("watch") == watch) {
          marks.put(event.getInt("position"), nanos(event.getStartTime()));
        }
      }
      case "dev.semel.testkit.Inside" -> {
        if (event.getLong("watch") == watch) {
          inside.add(span(event, id, event.getString("resource")));
        }
      }
      default -> {}
    }
  }

  /** A look at a socket that has nothing to give is no exchange. */
  private void io(RecordedEvent event, long thread, String bytesField) {
    long bytes = event.getLong(bytesField);
    if (bytes > 0) {
      io.add(io(event, thread, bytes, bytesField.equals("bytesWritten")));
    }
  }

  private static Io io(RecordedEvent event, long thread, long bytes, boolean sends) {
    String host = event.getString("address");
    String address = (host == null ? event.getString("host") : host) + ":" + event.getInt("port");
    long at = nanos(event.getStartTime());
    return new Io(thread, at, address, bytes, sends, isHttpClient(event), line(event));
  }

  private static Span span(RecordedEvent event, long thread, @Nullable String what) {
    long from = nanos(event.getStartTime());
    return new Span(thread, from, nanos(event.getEndTime()), what, isHttpClient(event));
  }

  private void birth(RecordedEvent event, long child) {
    RecordedThread parent = event.getThread("parentThread");
    if (parent != null) {
      births.add(new Birth(parent.getJavaThreadId(), child, nanos(event.getStartTime())));
    }
  }

  private static boolean isHttpClient(RecordedEvent event) {
    return frames(event).stream().anyMatch(frame -> className(frame).startsWith(HTTP_CLIENT));
  }

  private static @Nullable String line(RecordedEvent event) {
    return frames(event).stream()
        .filter(RecordedFrame::isJavaFrame)
        .filter(frame -> WatchedCalls.isUsers(className(frame)))
        .findFirst()
        .map(FlightReader::line)
        .orElse(null);
  }

  /** The recorder does not keep the file's name; it is that of the outermost class. */
  private static String line(RecordedFrame frame) {
    String name = className(frame);
    String simple = name.substring(name.lastIndexOf('.') + 1);
    int inner = simple.indexOf('$');
    String file = inner < 0 ? simple : simple.substring(0, inner);
    return "@" + file + ".java:" + Math.max(frame.getLineNumber(), 0);
  }

  private static List<RecordedFrame> frames(RecordedEvent event) {
    RecordedStackTrace stack = event.getStackTrace();
    return stack == null ? List.of() : stack.getFrames();
  }

  private static String className(RecordedFrame frame) {
    return frame.getMethod().getType().getName();
  }

  private static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }
}
