// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded.internal.postgres;

import dev.semel.embedded.EmbeddedServerException;
import dev.semel.embedded.EmbeddedServerException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An installed PostgreSQL: a directory whose {@code bin} has the three programs needed. */
public record Binaries(Path directory) {

  /** The installation at that place; refused unless it has all the programs. */
  public static Binaries at(Path directory) {
    Binaries binaries = new Binaries(directory.toAbsolutePath().normalize());
    for (Path program : List.of(binaries.postgres(), binaries.initdb(), binaries.pgCtl())) {
      if (!Files.isExecutable(program)) {
        throw new EmbeddedServerException(
            Code.BAD_OPTION,
            "binaries("
                + directory
                + ") is not a PostgreSQL installation: there is no executable "
                + program
                + "; give the directory that contains bin/postgres");
      }
    }
    return binaries;
  }

  public Path postgres() {
    return program("postgres");
  }

  public Path initdb() {
    return program("initdb");
  }

  public Path pgCtl() {
    return program("pg_ctl");
  }

  private Path program(String name) {
    return directory.resolve("bin").resolve(Platform.current().executable(name));
  }
}
