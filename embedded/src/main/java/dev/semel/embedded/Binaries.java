// SPDX-License-Identifier: Apache-2.0
package dev.semel.embedded;

import dev.semel.embedded.EmbeddedPostgresException.Code;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An installed PostgreSQL: a directory whose {@code bin} has the three programs needed. */
record Binaries(Path directory) {

  /** The installation at that place; refused unless it has all the programs. */
  static Binaries at(Path directory) {
    Binaries binaries = new Binaries(directory.toAbsolutePath().normalize());
    for (Path program : List.of(binaries.postgres(), binaries.initdb(), binaries.pgCtl())) {
      if (!Files.isExecutable(program)) {
        throw new EmbeddedPostgresException(
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

  Path postgres() {
    return program("postgres");
  }

  Path initdb() {
    return program("initdb");
  }

  Path pgCtl() {
    return program("pg_ctl");
  }

  private Path program(String name) {
    return directory.resolve("bin").resolve(Platform.current().executable(name));
  }
}
