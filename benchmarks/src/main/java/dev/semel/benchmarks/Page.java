// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page whose measured parts stand between markers. */
public final class Page {
  private final Path file;
  private String text;

  public Page(Path file) throws IOException {
    this.file = file;
    this.text = Files.readString(file);
  }

  /**
   * Puts lines between the markers of a part.
   *
   * @throws IllegalArgumentException if the page has no such part
   */
  public void put(String part, String lines) {
    String begin = "<!-- measured: " + part + " -->\n";
    String end = "<!-- /measured -->";
    int from = text.indexOf(begin);
    int to = from < 0 ? -1 : text.indexOf(end, from);
    if (to < 0) {
      throw new IllegalArgumentException(file + " has no part " + part + " with both markers");
    }
    text = text.substring(0, from + begin.length()) + lines + text.substring(to);
  }

  public void write() throws IOException {
    Files.writeString(file, text);
  }

  @Override
  public String toString() {
    return text;
  }
}
