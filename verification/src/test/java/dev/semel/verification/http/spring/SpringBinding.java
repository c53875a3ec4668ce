// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http.spring;

import static org.springframework.transaction.support.TransactionSynchronization.STATUS_COMMITTED;
import static org.springframework.transaction.support.TransactionSynchronization.STATUS_ROLLED_BACK;
import static org.springframework.transaction.support.TransactionSynchronization.STATUS_UNKNOWN;

import dev.semel.http.TransactionBinding;
import java.sql.Connection;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

// tag::binding[]
/** JdbcTemplate, JdbcClient and {@code @Transactional} work in the transaction of the request. */
record SpringBinding(DataSource dataSource) implements TransactionBinding {
  @Override
  public Bound bind(Connection connection) {
    ConnectionHolder holder = new ConnectionHolder(connection, true);
    TransactionSynchronizationManager.initSynchronization();
    TransactionSynchronizationManager.setActualTransactionActive(true);
    TransactionSynchronizationManager.bindResource(dataSource, holder);
    return new Bound() {
      private List<TransactionSynchronization> listening = List.of();

      @Override
      public boolean rollbackOnly() {
        if (!holder.isRollbackOnly()) {
          TransactionSynchronizationUtils.triggerBeforeCommit(false);
        }
        return holder.isRollbackOnly();
      }

      @Override
      public void close() {
        TransactionSynchronizationUtils.triggerBeforeCompletion();
        listening = TransactionSynchronizationManager.getSynchronizations();
        TransactionSynchronizationManager.clear();
        TransactionSynchronizationManager.unbindResource(dataSource);
      }

      @Override
      public void ended(End end) {
        if (end == End.COMMITTED) {
          TransactionSynchronizationUtils.invokeAfterCommit(listening);
        }
        TransactionSynchronizationUtils.invokeAfterCompletion(
            listening,
            switch (end) {
              case COMMITTED -> STATUS_COMMITTED;
              case ROLLED_BACK -> STATUS_ROLLED_BACK;
              case UNKNOWN -> STATUS_UNKNOWN;
            });
      }
    };
  }
}
// end::binding[]
