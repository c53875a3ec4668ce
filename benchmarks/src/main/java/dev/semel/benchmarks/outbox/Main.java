// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.outbox;

import dev.semel.benchmarks.Page;
import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks of the outbox, and what of them is in another JVM. */
public final class Main {
  private Main() {}

  @SuppressWarnings("SystemOut") // The raw figures are what this program is for.
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("fork-drain")) {
      Forks.drain(args[1], args[2], Integer.parseInt(args[3]), System.out);
      return;
    }
    if (args.length > 0 && args[0].equals("fork-relay")) {
      Forks.relay(args[1], args[2], System.in, System.out);
      return;
    }
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Options.USAGE);
      System.exit(2);
      return;
    }
    Tables tables = new Tables(new Run(options, System.out).report());
    Path file = options.page();
    if (file != null) {
      Page page = new Page(file);
      tables.write(page);
      page.write();
    }
    System.out.println(tables.targets());
  }
}
