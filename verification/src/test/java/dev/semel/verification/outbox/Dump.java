// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.semel.Schema;
import dev.semel.verification.databases.Sql;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** A way to bring a database into another cluster. */
interface Dump {
  void restore(Cluster from, String database, Cluster to, String into) throws Exception;

  /** {@code pg_dump} and {@code pg_restore} of an installation. */
  record Tools(Path home, Path folder) implements Dump {
    @Override
    public void restore(Cluster from, String database, Cluster to, String into) throws Exception {
      String file = folder.resolve(database + ".dump").toString();
      run("pg_dump", "--format=custom", "--file=" + file, from.url(database));
      run("pg_restore", "--exit-on-error", "--no-owner", "--dbname=" + to.url(into), file);
    }

    private void run(String tool, String... arguments) throws IOException, InterruptedException {
      List<String> line = new ArrayList<>();
      line.add(home.resolve("bin").resolve(tool).toString());
      line.addAll(List.of(arguments));
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("%s said %s", line, said).isZero();
    }
  }

  /**
   * The schema made anew, all tables copied in one snapshot, the sequences set: what {@code
   * pg_dump} does, by the driver.
   *
   * @param home whether the table that says where the stamps are from is copied, too
   */
  record Copying(boolean home) implements Dump {
    @Override
    public void restore(Cluster from, String database, Cluster to, String into) throws Exception {
      try (HikariDataSource source = from.pool(database);
          HikariDataSource target = to.pool(into)) {
        Schema.of(target).apply();
        Truth.create(target, 0);
        try (Connection out = source.getConnection();
            Connection in = target.getConnection()) {
          out.setAutoCommit(false);
          out.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
          for (String table : tables(in)) {
            copy(table, out, in);
          }
          for (String set : setvals(out)) {
            Sql.text(in, set);
          }
          out.commit();
        }
      }
    }

    private List<String> tables(Connection c) throws SQLException {
      return Sql.texts(
              c,
              """
              select relname from pg_class
               where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                 and not relispartition""")
          .stream()
          .filter(table -> home || !table.equals("semel_outbox_home"))
          .toList();
    }

    private static void copy(String table, Connection out, Connection in)
        throws SQLException, IOException {
      StringWriter rows = new StringWriter();
      CopyManager from = out.unwrap(PGConnection.class).getCopyAPI();
      from.copyOut("copy (select * from %s) to stdout".formatted(table), rows);
      Sql.run(in, "delete from " + table);
      CopyManager to = in.unwrap(PGConnection.class).getCopyAPI();
      to.copyIn("copy %s from stdin".formatted(table), new StringReader(rows.toString()));
    }

    private static List<String> setvals(Connection c) throws SQLException {
      return Sql.texts(
          c,
          """
          select format('select setval(%L, %s)', sequencename, last_value)
            from pg_sequences
           where schemaname = 'public' and last_value is not null""");
    }
  }
}
