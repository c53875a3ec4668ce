// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.embedded.EmbeddedPostgres;
import dev.semel.testkit.http.Conformance;
import dev.semel.testkit.http.Score;
import dev.semel.testkit.http.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** Asks each peer every row of the kit and prints what came of it; docs/http-peers.md. */
public final class Peers {
  private static final int POOL = 24;

  @FunctionalInterface
  private interface Opening {
    Peer of(Charges charges, DataSource dataSource) throws Exception;
  }

  /** What the kit said, and what stands in the table. */
  record Asked(Score score, Charges.Keys keys) {}

  private static final Map<String, Opening> ALL = new LinkedHashMap<>();

  static {
    ALL.put("dbos", Dbos::of);
    ALL.put("spring-integration", SpringIntegration::of);
    ALL.put("camel", Camel::of);
    ALL.put("nothing", (charges, dataSource) -> Nothing.of(charges));
    ALL.put("semel", Own::of);
  }

  private Peers() {}

  /** The folder for what came of it, and which peers: all, or their names with commas. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<String> wanted =
        arguments[1].equals("all")
            ? List.copyOf(ALL.keySet())
            : Arrays.stream(arguments[1].split(",")).toList();
    Map<String, Asked> scores = new LinkedHashMap<>();
    StringBuilder log = new StringBuilder();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      for (String name : wanted) {
        long begun = System.nanoTime();
        ask(name, postgres, scores);
        String last = List.copyOf(scores.keySet()).get(scores.size() - 1);
        String said =
            "%n%s (%d s)%n%s%n"
                .formatted(
                    last, (System.nanoTime() - begun) / 1_000_000_000L, scores.get(last).score());
        System.out.print(said);
        log.append(said);
      }
      Comparison comparison = new Comparison(scores, postgres.version());
      System.out.println(comparison.totals());
      Files.writeString(folder.resolve("peers.txt"), log);
      Files.writeString(folder.resolve("peers.md"), comparison.toString());
    }
    System.exit(areWorthSomething(scores) ? 0 : 1); // Whatever threads a peer may have left.
  }

  /** The application is right with Semel in front of it, and wrong with nothing. */
  private static boolean areWorthSomething(Map<String, Asked> scores) {
    Asked own = scores.get("Semel");
    Asked nothing = scores.get("nothing");
    return (own == null || (own.score().conforms() && own.keys().chargedTwice() == 0))
        && (nothing == null || (!nothing.score().conforms() && nothing.keys().chargedTwice() > 0));
  }

  private static void ask(String name, EmbeddedPostgres postgres, Map<String, Asked> scores)
      throws Exception {
    Opening opening = ALL.get(name);
    if (opening == null) {
      throw new IllegalArgumentException(
          "no peer is called " + name + "; there are " + ALL.keySet());
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.createDatabase("peer_" + name.replace('-', '_')));
    config.setMaximumPoolSize(POOL);
    try (HikariDataSource dataSource = new HikariDataSource(config)) {
      Charges charges = new Charges(dataSource);
      Peer peer = opening.of(charges, dataSource);
      try (Site site = new Site(charges, peer)) {
        Score score = Conformance.of(Target.at(site.uri())).run();
        scores.put(peer.title(), new Asked(score, charges.keys()));
      }
    }
  }
}
