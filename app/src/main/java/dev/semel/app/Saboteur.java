// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Cuts connections in the middle of a transaction, from inside the server: when the log entry of a
 * marked payment is written, after its account was credited, a trigger ends the session. So the
 * consumers need no code for it.
 */
final class Saboteur {
  private static final String TRAP =
      """
      CREATE TABLE marked (payment_id uuid PRIMARY KEY);
      CREATE FUNCTION cut_connection() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM marked WHERE payment_id = NEW.payment_id) THEN
          -- Waits for its own end, which comes first.
          PERFORM pg_terminate_backend(pg_backend_pid(), 60000);
        END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER cut_connection BEFORE INSERT ON payment_log
        FOR EACH ROW EXECUTE FUNCTION cut_connection();
      """;
  private static final String MARK =
      """
      INSERT INTO marked (payment_id) VALUES (?)""";
  private static final String UNMARK =
      """
      DELETE FROM marked WHERE payment_id = ?""";
  private static final int CAUSES_MAX = 20;

  private final DataSource dataSource;

  private Saboteur(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  static Saboteur in(DataSource dataSource) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(TRAP);
    }
    return new Saboteur(dataSource);
  }

  /** Lets the consumer receive the payment and loses its connection on the way. */
  void cut(Payment payment, PaymentConsumer consumer) throws SQLException {
    write(MARK, payment.id());
    try {
      consumer.receive(payment);
    } catch (SQLException | RuntimeException e) {
      if (!saysConnectionWasCut(e)) {
        throw e;
      }
      write(UNMARK, payment.id());
      return;
    }
    throw new IllegalStateException(
        "the connection of %s was to be cut and was not".formatted(payment));
  }

  private static boolean saysConnectionWasCut(Throwable thrown) {
    Throwable cause = thrown;
    for (int i = 0; i < CAUSES_MAX && cause != null; i++, cause = cause.getCause()) {
      if (cause instanceof SQLException e && isEndOfSession(e.getSQLState())) {
        return true;
      }
    }
    return false;
  }

  /** The server's word that an administrator ended the session, or a broken wire. */
  private static boolean isEndOfSession(String state) {
    return "57P01".equals(state) || (state != null && state.startsWith("08"));
  }

  private void write(String sql, UUID payment) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, payment);
      statement.executeUpdate();
    }
  }
}
