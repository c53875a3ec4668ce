// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The broker's JVM. It says {@code ready}, then answers each line it is told with {@code done} or
 * {@code refused} and why; when its owner is gone, it is too.
 */
public final class Main {
  /**
   * The exit status of a broker that failed with its reason in the log, unlike a JVM that broke.
   */
  public static final int FAILED = 3;

  private final Broker broker;
  private final PrintStream answers;

  private Main(Broker broker, PrintStream answers) {
    this.broker = broker;
    this.answers = answers;
  }

  /** Argument: the file of the broker's settings. */
  public static void main(String[] arguments) {
    PrintStream answers = System.out;
    System.setOut(System.err);
    int status = FAILED;
    try {
      Broker broker = Broker.start(settings(Path.of(arguments[0])));
      status = new Main(broker, answers).obey();
    } catch (Throwable e) { // Whatever it is, the log is the only place that can have it.
      Console.log("ERROR", "broker", "ends", e);
    }
    // The broker's own threads would keep the JVM alive.
    Runtime.getRuntime().halt(status);
  }

  private int obey() throws Exception {
    answers.println("ready");
    answers.flush();
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (true) {
      String order = orders.readLine();
      if (order == null || order.equals("exit")) {
        return 0;
      }
      if (order.equals("stop")) {
        broker.stop();
        return 0;
      }
      answers.println(answerTo(order));
      answers.flush();
    }
  }

  private String answerTo(String order) {
    String[] words = order.split(" ", -1);
    try {
      broker.createTopic(words[1], Integer.parseInt(words[2]));
      return "done";
    } catch (Exception e) {
      return "refused " + oneLine(e);
    }
  }

  private static String oneLine(Throwable failure) {
    @Nullable Throwable cause = failure.getCause();
    return (cause == null ? failure : cause).toString().replaceAll("\\R", " ");
  }

  private static Properties settings(Path file) throws IOException {
    Properties settings = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      settings.load(reader);
    }
    return settings;
  }
}
