// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

import dev.semel.verification.databases.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import javax.sql.DataSource;

/** Consumers that take the wrong thing for the identity of a message. */
final class Keys {
  private static final int COLUMN = 12;

  private Keys() {}

  static List<Piece<?>> pieces() {
    Message p1 = Checks.P1;
    Consumer.Start byId = Inboxes.InsertFirst::new;
    Consumer.Start byTenantAndId = db -> new KeyedBy(db, m -> m.tenant() + "/" + m.id());
    return List.of(
        Piece.consumer(
                "dedup by delivery tag",
                "a copy that was published again has another tag",
                "D6",
                ByDeliveryTag::new,
                byId)
            .caughtBy(
                Layer.TWICE, Checks.twice(Bank::onH2, p1, p1.copy()), "balance 110 -> 120   (+10)"),
        Piece.consumer(
                "trusts the redelivered flag",
                "the flag says what the broker knows, and after a restart it knows nothing",
                "D9",
                TrustsTheFlag::new,
                byId)
            .caughtBy(
                Layer.TWICE, Checks.twice(Bank::onH2, p1, p1.copy()), "balance 110 -> 120   (+10)"),
        Piece.consumer(
                "one tenant's id hides another's",
                "ids are unique per sender, and the key leaves the sender out",
                "D8, H7",
                ByBareId::new,
                byTenantAndId)
            .caughtBy(
                Layer.CHECKER, Checks.nothingMissing(p1, p1.from("green")), "green/p1/10 was sent"),
        Piece.consumer(
                "ids folded to lower case",
                "two ids that differ in case are one to the column",
                "D8",
                FoldsCase::new,
                byTenantAndId)
            .caughtBy(
                Layer.CHECKER,
                Checks.nothingMissing(Message.of("Order-1", 10), Message.of("order-1", 20)),
                "blue/order-1/20 was sent"),
        Piece.consumer(
                "ids cut to the column",
                "two long ids that begin alike are one",
                "D8",
                CutsToTheColumn::new,
                byTenantAndId)
            .caughtBy(
                Layer.CHECKER,
                Checks.nothingMissing(
                    Message.of("payment-2026-0001", 10), Message.of("payment-2026-0002", 10)),
                "blue/payment-2026-0002/10 was sent"),
        Piece.consumer(
                "hash of the content as the key",
                "two payments of the same amount are two payments",
                "D7, D8",
                ByContent::new,
                byTenantAndId)
            .caughtBy(
                Layer.CHECKER,
                Checks.nothingMissing(p1, Message.of("p2", p1.amount())),
                "blue/p2/10 was sent"),
        Piece.consumer(
                "same id with other content dropped",
                "a producer that reused an id is told that all is well",
                "D7",
                DropsOtherContent::new,
                QuarantinesOtherContent::new)
            .caughtBy(
                Layer.CHECKER,
                Checks.nothingMissing(p1, Message.of(p1.id(), 99)),
                "blue/p1/99 was sent"));
  }

  /** What differs between all these: the key under which a message is remembered. */
  record KeyedBy(DataSource database, Function<Message, String> key) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try {
        Tx.run(
            database,
            c -> {
              Sql.run(c, "insert into seen (id) values (?)", key.apply(message));
              Bank.credit(c, message);
            });
      } catch (SQLException e) {
        if (!Tx.isDuplicateKey(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Partition and offset, or the broker's message id, as the key: they are at hand in every
   * listener's arguments, and unlike the producer's id they are never missing. It looks right
   * because the broker never gives one out twice; but a producer that retries makes a second one.
   */
  record ByDeliveryTag(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      new KeyedBy(database, m -> String.valueOf(m.tag())).onMessage(message);
    }
  }

  /**
   * Saves the look-up for the normal case: only what the broker calls redelivered is looked up. It
   * looks right because that is what the flag seems to be for.
   */
  record TrustsTheFlag(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      Tx.run(
          database,
          c -> {
            if (message.redelivered() && Bank.has(c, "noted", message.id())) {
              return;
            }
            Bank.credit(c, message);
            Sql.run(c, "insert into noted (id) values (?)", message.id());
          });
    }
  }

  /**
   * Written when there was one sender; the second customer of a platform uses the same counter. It
   * looks right because each of them promised unique ids.
   */
  record ByBareId(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      new KeyedBy(database, Message::id).onMessage(message);
    }
  }

  /**
   * What the default collation of MySQL, MariaDB and SQL Server does by itself, here in Java. It
   * looks right because nobody would write two ids that differ in case, except a base64 generator.
   */
  record FoldsCase(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      new KeyedBy(database, m -> m.id().toLowerCase(Locale.ROOT)).onMessage(message);
    }
  }

  /**
   * What a database that is not strict does with an id that is too long for its column, here in
   * Java. It looks right because all ids of the test were short.
   */
  record CutsToTheColumn(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      new KeyedBy(database, m -> m.id().substring(0, Math.min(COLUMN, m.id().length())))
          .onMessage(message);
    }
  }

  /**
   * The way out where the producer sends no id: a hash over the body. It looks right because a
   * duplicate has the same body; but so has the next payment of the same amount.
   */
  record ByContent(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      new KeyedBy(database, m -> m.tenant() + ":" + m.amount()).onMessage(message);
    }
  }

  /**
   * Every inbox that keeps ids and nothing else. It looks right because a known id means a known
   * message, as long as no producer has a bug and no attacker guesses ids.
   */
  record DropsOtherContent(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      new KeyedBy(database, Message::id).onMessage(message);
    }
  }

  /** Right: the same id with other content is put aside, for a person to see. */
  record QuarantinesOtherContent(DataSource database) implements Consumer {
    @Override
    public void onMessage(Message message) throws Exception {
      try {
        Tx.run(
            database,
            c -> {
              Sql.run(
                  c,
                  "insert into status (id, state) values (?, ?)",
                  message.id(),
                  fingerprint(message));
              Bank.credit(c, message);
            });
      } catch (SQLException e) {
        if (!Tx.isDuplicateKey(e)) {
          throw e;
        }
        Tx.run(
            database,
            c -> {
              String first = Sql.text(c, "select state from status where id = ?", message.id());
              if (!fingerprint(message).equals(first)) {
                Bank.quarantine(c, message);
              }
            });
      }
    }

    private static String fingerprint(Message message) {
      return String.valueOf(message.amount());
    }
  }
}
