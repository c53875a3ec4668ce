// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.kafka;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lines to and from the broker's JVM; that its input ends tells that JVM that its owner is gone.
 */
final class Conversation {
  private static final String END = "";
  private static final Pattern ANSWER = Pattern.compile("ready|done|refused .*");

  private final OutputStream orders;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private volatile boolean over;

  Conversation(Process process) {
    orders = process.getOutputStream();
    Thread listener =
        new Thread(
            () -> listen(process.inputReader(StandardCharsets.UTF_8)), "semel-kafka-listener");
    listener.setDaemon(true);
    listener.start();
  }

  /**
   * That nobody hears it any more shows when no answer comes; one that came too late is dropped.
   */
  void tell(String order) {
    answers.removeIf(answer -> !answer.equals(END));
    try {
      orders.write((order + "\n").getBytes(StandardCharsets.UTF_8));
      orders.flush();
    } catch (IOException e) {
      answers.add(END);
    }
  }

  /** The next line, or null if none came in that time, if none will, or at an interrupt. */
  @Nullable String answer(Duration atMost) {
    try {
      String answer = answers.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return END.equals(answer) ? null : answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** True when no more can come. */
  boolean isOver() {
    return over;
  }

  private void listen(BufferedReader lines) {
    try (lines) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // A JVM that breaks, or dislikes an option, may print what is no answer.
        if (ANSWER.matcher(line).matches()) {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      // The process was killed: its end of the pipe is closed, as is this one.
    } finally {
      over = true;
      answers.add(END);
    }
  }
}
