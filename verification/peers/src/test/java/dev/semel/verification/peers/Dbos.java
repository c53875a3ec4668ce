// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.peers;

import com.sun.net.httpserver.HttpHandler;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.txstep.JdbcStepFactory;
import dev.dbos.transact.workflow.Workflow;
import dev.dbos.transact.workflow.WorkflowHandle;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;

/**
 * DBOS Transact as its tutorials say: the key is the id of a workflow, and the charge is one
 * transactional step of it, whose output commits with its rows. Whoever comes with the same id
 * waits for the same result.
 */
record Dbos(DBOS dbos, HttpHandler handler) implements Peer {
  /** The workflow, which DBOS calls through a proxy. */
  public interface Charging {
    String charge(String caller, String key, String caseName, String steps, int received);
  }

  /** Its one step. */
  public static final class ChargingOnce implements Charging {
    private final Charges charges;
    private final JdbcStepFactory steps;

    ChargingOnce(Charges charges, JdbcStepFactory steps) {
      this.charges = charges;
      this.steps = steps;
    }

    @Override
    @Workflow(name = "charge")
    public String charge(String caller, String key, String caseName, String asked, int received) {
      Call call = new Call(caller, key, caseName, asked, received);
      return steps.<String, RuntimeException>txStep(
          connection -> {
            try {
              return charges.on(connection, call).orDeclined().encoded();
            } catch (SQLException e) {
              throw new IllegalStateException(e);
            }
          },
          "charge");
    }
  }

  static Dbos of(Charges charges, DataSource dataSource) {
    DBOS dbos = new DBOS(DBOSConfig.defaults("peers").withDataSource(dataSource));
    Charging charging =
        dbos.registerProxy(
            Charging.class, new ChargingOnce(charges, new JdbcStepFactory(dbos, dataSource)));
    dbos.launch();
    return new Dbos(
        dbos, KeyedWork.handler((id, call) -> Answer.decoded(once(dbos, charging, id, call))));
  }

  private static String once(DBOS dbos, Charging charging, String id, Call call) {
    WorkflowHandle<String, RuntimeException> charge =
        dbos.startWorkflow(
            () ->
                charging.charge(
                    call.caller(), call.key(), call.caseName(), call.steps(), call.received()),
            new StartWorkflowOptions(id));
    return charge.getResult();
  }

  @Override
  public String title() {
    return "DBOS Transact " + System.getProperty("dbos.version");
  }

  @Override
  public Set<String> offers() {
    return Set.of("bare", "waiting");
  }

  @Override
  public void close() {
    dbos.shutdown();
  }
}
