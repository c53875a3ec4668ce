// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Semel;
import dev.semel.Tx;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** The ways into the ledger, each with the same effect: a row and a sum, neither unique. */
enum LedgerDoor {
  ONCE {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      semel.once(key(id), tx -> effect(tx.connection(), id));
    }
  },
  ONCE_WITH_RESULT {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      String result =
          semel.once(
              key(id),
              Codec.text(),
              tx -> {
                effect(tx.connection(), id);
                return "receipt of " + id;
              });
      requireReceipt(result, id);
    }
  },
  OPTIMISTIC {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      semel.optimistic().once(key(id), tx -> effect(tx.connection(), id));
    }
  },
  OPTIMISTIC_WITH_RESULT {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      String result =
          semel
              .optimistic()
              .once(
                  key(id),
                  Codec.text(),
                  tx -> {
                    effect(tx.connection(), id);
                    return "receipt of " + id;
                  });
      requireReceipt(result, id);
    }
  },
  BATCH {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      semel.batch(SCOPE, List.of(id)).keyedBy(item -> item).apply(LedgerDoor::add);
    }
  },
  /** Two neighbours in one transaction; one of them comes again with each delivery. */
  BATCH_OF_TWO {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      semel.batch(SCOPE, List.of(id, "e1")).keyedBy(item -> item).apply(LedgerDoor::add);
    }
  },
  CALLERS_TRANSACTION {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      try (Connection connection = database.getConnection()) {
        connection.setAutoCommit(false);
        semel.once(connection, key(id), tx -> effect(tx.connection(), id));
        connection.commit();
        connection.setAutoCommit(true);
      }
    }
  },
  /** Wrong on purpose: the effect does not go through the transaction of its row. */
  EFFECT_BESIDE_THE_TRANSACTION {
    @Override
    void deliver(Semel semel, DataSource database, String id) throws Exception {
      semel.once(
          key(id),
          tx -> {
            try (Connection other = database.getConnection()) {
              effect(other, id);
            }
          });
    }
  };

  static final String SCOPE = "crash";
  static final List<LedgerDoor> RIGHT =
      List.of(
          ONCE,
          ONCE_WITH_RESULT,
          OPTIMISTIC,
          OPTIMISTIC_WITH_RESULT,
          BATCH,
          BATCH_OF_TWO,
          CALLERS_TRANSACTION);

  /** Delivers once more, as a consumer would; throws if the message is not to be acknowledged. */
  abstract void deliver(Semel semel, DataSource database, String id) throws Exception;

  private static Key key(String id) {
    return Key.of(SCOPE, id);
  }

  private static void effect(Connection connection, String id) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement("insert into effect (id, what) values (?, 'credit')");
        PreparedStatement update =
            connection.prepareStatement("update account set balance = balance + 10 where id = 7")) {
      insert.setString(1, id);
      insert.executeUpdate();
      update.executeUpdate();
    }
  }

  private static void add(Tx tx, String id) {
    tx.add("insert into effect (id, what) values (?, 'credit')", id);
    tx.add("update account set balance = balance + 10 where id = 7");
  }

  private static void requireReceipt(String result, String id) {
    if (!result.equals("receipt of " + id)) {
      throw new AssertionError("the result of " + id + " is '" + result + "'");
    }
  }
}
