// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The settings the server gets on its command line, where no file or ALTER SYSTEM beats them. */
public record Settings(Map<String, String> values, boolean durable) {
  public static final List<String> DURABILITY =
      List.of("fsync", "synchronous_commit", "full_page_writes");

  /** What the launcher needs to find, reach and recognise its server. */
  private static final Set<String> RESERVED =
      Set.of(
          "port",
          "listen_addresses",
          "unix_socket_directories",
          "cluster_name",
          "update_process_title",
          "logging_collector",
          "log_destination",
          "data_directory",
          "config_file",
          "hba_file",
          "ident_file",
          "external_pid_file");

  // PostgreSQL reads a dash in a name as an underscore, so a dash must not get past this.
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*(\\.[a-z_][a-z0-9_]*)?");
  private static final Pattern VALUE = Pattern.compile("\\P{Cntrl}{0,1000}");

  /** The caller's settings over the launcher's own; all problems in one exception. */
  public static Settings of(Map<String, String> chosen, boolean durable) {
    Map<String, String> values = new LinkedHashMap<>();
    DURABILITY.forEach(name -> values.put(name, durable ? "on" : "off"));
    values.put("timezone", "UTC");
    values.put("log_timezone", "UTC");
    List<String> problems = new ArrayList<>();
    chosen.forEach(
        (written, value) -> {
          String name = written.toLowerCase(Locale.ROOT);
          String problem = problem(name, value, durable);
          if (problem.isEmpty()) {
            values.put(name, value);
          } else {
            problems.add(problem);
          }
        });
    if (!problems.isEmpty()) {
      throw new EmbeddedServerException(Code.BAD_OPTION, String.join("; ", problems));
    }
    return new Settings(values, durable);
  }

  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          arguments.add("-c");
          arguments.add(name + "=" + value);
        });
    return arguments;
  }

  private static String problem(String name, String value, boolean durable) {
    if (!NAME.matcher(name).matches()) {
      return "'%s' is not the name of a setting".formatted(name);
    }
    if (!VALUE.matcher(value).matches()) {
      return "the value of %s has control characters or is longer than 1000".formatted(name);
    }
    if (RESERVED.contains(name)) {
      return "%s is set by the launcher itself".formatted(name);
    }
    if (durable && DURABILITY.contains(name) && !value.equals("on")) {
      return "%s=%s would let the server lose acknowledged commits; it must be on, unless you choose withoutDurability()"
          .formatted(name, value);
    }
    return "";
  }
}
