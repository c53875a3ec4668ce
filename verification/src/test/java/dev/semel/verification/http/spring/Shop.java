// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http.spring;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** What an application does with its database, knowing nothing of Semel. */
class Shop {
  /** Told to listeners of the transaction. */
  record Charged(String id) {}

  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final JdbcClient client;
  private final JdbcTemplate template;
  private final ApplicationEventPublisher events;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  Shop(JdbcClient client, JdbcTemplate template, ApplicationEventPublisher events) {
    this.client = client;
    this.template = template;
    this.events = events;
  }

  /** With no transaction of Spring's about. */
  void charge(String id, int amount) {
    template.update("insert into charge (id, amount) values (?, ?)", id, amount);
  }

  @Transactional
  public void chargeInTransaction(String id, int amount) {
    client
        .sql("insert into charge (id, amount) values (:id, :amount)")
        .param("id", id)
        .param("amount", amount)
        .update();
  }

  @Transactional
  public void chargeAndThrow(String id) {
    charge(id, 1);
    throw new Refused();
  }

  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public void audit(String id) {
    charge(id + "-audit", 0);
  }

  @Transactional
  public void chargeUnknownPayer(String id) {
    template.update("insert into charge (id, amount, payer) values (?, 1, 'nobody')", id);
  }

  @Transactional
  public void chargeAndTell(String id) {
    charge(id, 1);
    events.publishEvent(new Charged(id));
  }

  @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
  public void beforeCommit(Charged charged) {
    charge(charged.id() + "-before", 1);
  }

  @TransactionalEventListener
  public void afterCommit(Charged charged) {
    heard.add(charged.id() + " committed");
  }

  @TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
  public void afterRollback(Charged charged) {
    heard.add(charged.id() + " rolled back");
  }

  List<String> heard(String id) {
    return heard.stream().filter(said -> said.startsWith(id + " ")).toList();
  }
}
