// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/** A worker process: consumes until it is told to close, or dies. */
final class WorkerMain {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private WorkerMain() {}

  /** Arguments: those of a {@link WorkerPlan}. */
  @SuppressWarnings("try") // The consumer works by itself.
  public static void main(String[] args) throws Exception {
    ((Logger) LoggerFactory.getLogger("ROOT")).setLevel(Level.WARN);
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.ERROR);
    WorkerPlan plan = WorkerPlan.parse(args);
    Work work = new Work(plan);
    List<HikariDataSource> pools = plan.databases().stream().map(WorkerMain::pool).toList();
    try (AutoCloseable consumer = started(plan, pools, work)) {
      work.say("ready");
      listen(work);
    }
    pools.forEach(HikariDataSource::close);
    work.say("closed");
  }

  /** Tries again while the broker or a database is away, as whoever restarts processes does. */
  private static AutoCloseable started(WorkerPlan plan, List<HikariDataSource> pools, Work work) {
    long began = System.nanoTime();
    while (true) {
      try {
        return consumer(plan, pools, work);
      } catch (RuntimeException e) {
        if (System.nanoTime() - began > PATIENCE.toNanos()) {
          throw e;
        }
        work.say("not yet: " + e);
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static AutoCloseable consumer(WorkerPlan plan, List<HikariDataSource> pools, Work work) {
    return switch (plan.kind()) {
      case SEMEL -> SemelWorker.start(plan, pools, work);
      case ONE_BY_ONE -> ByHand.start(plan, new OneByOne(pools.get(0), work), work);
      case ROW_APART -> ByHand.start(plan, new RowApart(pools.get(0), work), work);
      case OFFSETS_FIRST -> ByHand.start(plan, new OffsetsFirst(pools.get(0), work), work);
    };
  }

  private static void listen(Work work) throws IOException {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); !"close".equals(line); line = in.readLine()) {
      if (line == null) {
        Runtime.getRuntime().halt(2); // Nobody is there any more.
      }
      work.go();
    }
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(8);
    config.setConnectionTimeout(2_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
