// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks.http;

import dev.semel.benchmarks.Page;
import java.nio.file.Path;
import java.util.List;

/** Runs the benchmarks of HTTP. */
public final class Main {
  private Main() {}

  @SuppressWarnings("SystemOut") // The raw figures are what this program is for.
  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Options.USAGE);
      System.exit(2);
      return;
    }
    Run run = new Run(options);
    run.measure(System.out);
    Path file = options.page();
    if (file != null) {
      Page page = new Page(file);
      run.write(page);
      page.write();
    }
    System.out.println(run.targets());
  }
}
