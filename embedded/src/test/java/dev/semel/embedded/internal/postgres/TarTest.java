// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarTest {
  @TempDir private Path target;

  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

  @Test
  void files_directories_links_and_modes_are_made() throws Exception {
    entry("bin/", '5', 0755, "", "");
    entry("bin/run", '0', 0750, "", "hello");
    entry("lib/x.so", '2', 0777, "../bin/run", "");
    unpack();
    assertThat(target.resolve("bin/run")).hasContent("hello");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("bin/run"))))
        .isEqualTo("rwxr-x---");
    assertThat(Files.readSymbolicLink(target.resolve("lib/x.so"))).hasToString("../bin/run");
    assertThat(target.resolve("lib/x.so")).hasContent("hello");
  }

  @Test
  void a_file_longer_than_a_block_is_whole() throws Exception {
    String text = "0123456789".repeat(2_000);
    entry("long", '0', 0644, "", text);
    entry("next", '0', 0644, "", "next");
    unpack();
    assertThat(target.resolve("long")).hasContent(text);
    assertThat(target.resolve("next")).hasContent("next");
  }

  @Test
  void long_names_of_gnu_archives_are_read() throws Exception {
    String name = "d/" + "n".repeat(150);
    entry("././@LongLink", 'L', 0, "", name + "\0");
    entry(name.substring(0, 100), '0', 0644, "", "x");
    entry("././@LongLink", 'K', 0, "", name + "\0");
    entry("link", '2', 0777, name.substring(0, 100), "");
    unpack();
    assertThat(target.resolve(name)).hasContent("x");
    assertThat(target.resolve("link")).hasContent("x");
  }

  @Test
  void long_names_of_posix_archives_are_read() throws Exception {
    String name = "d/" + "p".repeat(150);
    entry("PaxHeader", 'x', 0, "", "163 path=" + name + "\n");
    entry("short", '0', 0644, "", "x");
    unpack();
    assertThat(target.resolve(name)).hasContent("x");
    assertThat(target.resolve("short")).doesNotExist();
  }

  @Test
  void an_entry_above_the_target_is_refused() throws Exception {
    entry("../escaped", '0', 0644, "", "x");
    assertThatThrownBy(this::unpack).hasMessageContaining("leads outside");
    assertThat(target.resolveSibling("escaped")).doesNotExist();
  }

  @Test
  void an_absolute_entry_is_refused() throws Exception {
    entry("/tmp/semel-escaped", '0', 0644, "", "x");
    assertThatThrownBy(this::unpack).hasMessageContaining("leads outside");
  }

  @Test
  void a_link_to_the_outside_is_refused() throws Exception {
    entry("link", '2', 0777, "/etc", "");
    assertThatThrownBy(this::unpack).hasMessageContaining("leads outside");
  }

  @Test
  void a_link_that_leads_outside_through_another_link_is_refused() throws Exception {
    entry("p/q/up", '2', 0777, "../..", "");
    entry("p/q/out", '2', 0777, "up/../..", "");
    assertThatThrownBy(this::unpack).hasMessageContaining("leads outside");
  }

  @Test
  void nothing_is_written_through_a_link() throws Exception {
    Path outside = Files.createTempDirectory(target, "outside");
    Path inner = Files.createDirectory(target.resolve("inner"));
    entry("link", '2', 0777, "../" + outside.getFileName(), "");
    entry("link/file", '0', 0644, "", "x");
    end();
    assertThatThrownBy(() -> Tar.unpack(input(), inner)).isInstanceOf(IOException.class);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void an_archive_cut_short_is_an_error() throws Exception {
    entry("file", '0', 0644, "", "x".repeat(5_000));
    byte[] half = Arrays.copyOf(archive.toByteArray(), 2_000);
    assertThatThrownBy(() -> Tar.unpack(new ByteArrayInputStream(half), target))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void something_else_than_an_archive_is_an_error() {
    byte[] noise = "x".repeat(1_024).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Tar.unpack(new ByteArrayInputStream(noise), target))
        .hasMessageContaining("not a tar archive");
  }

  @Test
  void a_device_is_refused() throws Exception {
    entry("null", '3', 0666, "", "");
    assertThatThrownBy(this::unpack).hasMessageContaining("unknown type 3");
  }

  private void entry(String name, char type, int mode, String link, String content)
      throws IOException {
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, String.format("%07o", mode));
    put(header, 124, String.format("%011o", body.length));
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar  ");
    archive.write(header);
    archive.write(Arrays.copyOf(body, (body.length + 511) / 512 * 512));
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private void unpack() throws IOException {
    end();
    Tar.unpack(input(), target);
  }

  private void end() throws IOException {
    archive.write(new byte[1_024]);
  }

  private ByteArrayInputStream input() {
    return new ByteArrayInputStream(archive.toByteArray());
  }
}
