// SPDX-License-Identifier: Apache-2.0
package dev.semel.app;

import dev.semel.Schema;
import dev.semel.Semel;
import javax.sql.DataSource;

/** One way to consume the payments, with a database of its own. */
interface Lane {
  Lane NAIVE = new Naive();
  Lane SEMEL = new WithSemel();

  /** Also the name of its database. */
  String name();

  /** Prepares the empty database for what the consumer needs besides the books. */
  void prepare(DataSource dataSource);

  /** A consumer that remembers nothing but what is in the database. */
  PaymentConsumer consumer(DataSource dataSource);

  static Lane named(String name) {
    if (name.equals(NAIVE.name())) {
      return NAIVE;
    }
    if (name.equals(SEMEL.name())) {
      return SEMEL;
    }
    throw new IllegalArgumentException("no lane is named " + name);
  }

  /** Begin, write, commit, acknowledge. */
  final class Naive implements Lane {
    private Naive() {}

    @Override
    public String name() {
      return "naive";
    }

    @Override
    public void prepare(DataSource dataSource) {}

    @Override
    public PaymentConsumer consumer(DataSource dataSource) {
      return new NaiveConsumer(dataSource);
    }
  }

  /** The same writes in {@code semel.once}. */
  final class WithSemel implements Lane {
    private WithSemel() {}

    @Override
    public String name() {
      return "semel";
    }

    @Override
    public void prepare(DataSource dataSource) {
      Schema.of(dataSource).apply();
    }

    @Override
    public PaymentConsumer consumer(DataSource dataSource) {
      return new SemelConsumer(Semel.on(dataSource));
    }
  }
}
