// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.boundary;

import dev.semel.testkit.internal.boundary.Transaction.End;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes transactions of calls: by what JDBC says of autocommit and by what the SQL says itself. A
 * statement that failed has done nothing. For one thread.
 */
public final class Transactions {
  private final Function<String, Product> products;
  private final Map<String, Session> sessions = new HashMap<>();
  private final Map<String, List<SqlText.Verb>> verbs = new HashMap<>();
  private final List<Transaction> all = new ArrayList<>();

  private Transactions(Function<String, Product> products) {
    this.products = products;
  }

  /**
   * All transactions of the calls, in the order in which they were opened.
   *
   * @param products the makers of the data sources, by name
   */
  public static List<Transaction> of(List<Entry> calls, Function<String, Product> products) {
    Transactions transactions = new Transactions(products);
    calls.stream().filter(entry -> entry.call().connection() > 0).forEach(transactions::take);
    return List.copyOf(transactions.all);
  }

  /** How many rows a call wrote; where the driver does not say it, one for each statement. */
  public static long rowsWritten(Entry entry, Product product) {
    if (entry.failed()) {
      return 0;
    }
    long statements =
        entry.call().sql().stream()
            .flatMap(sql -> SqlText.verbs(sql, product).stream())
            .filter(verb -> verb == SqlText.Verb.WRITE)
            .count();
    return statements == 0 ? 0 : Counts.rows(entry.result(), statements);
  }

  /** What a connection is in. */
  private static final class Session {
    private @Nullable Transaction open;

    /** Whether SQL began a transaction that JDBC knows nothing of. */
    private boolean begun;
  }

  private void take(Entry entry) {
    Session session =
        sessions.computeIfAbsent(
            entry.call().resource() + "#" + entry.call().connection(), key -> new Session());
    switch (entry.call().kind()) {
      case BORROW -> openUnlessAutocommit(session, entry);
      case AUTOCOMMIT -> {
        if (entry.autocommit() && !entry.call().autocommit()) {
          end(session, End.COMMITTED, entry, "as autocommit was switched on");
        }
        openUnlessAutocommit(session, entry);
      }
      case EXECUTE -> execute(session, entry);
      case COMMIT -> end(session, entry.failed() ? End.GONE : End.COMMITTED, entry, "");
      case ROLLBACK -> end(session, End.GONE, entry, "");
      case RELEASE -> {
        end(session, End.GONE, entry, "with its connection");
        session.begun = false;
      }
      default -> {}
    }
  }

  private void openUnlessAutocommit(Session session, Entry entry) {
    if (!entry.failed() && !entry.autocommit() && session.open == null) {
      open(session, entry, entry.ended());
    }
  }

  private Transaction open(Session session, Entry entry, int from) {
    Transaction opened = new Transaction(entry, from);
    session.open = opened;
    all.add(opened);
    return opened;
  }

  private void execute(Session session, Entry entry) {
    Product product = products.apply(entry.call().resource());
    List<SqlText.Verb> found = new ArrayList<>();
    for (String sql : entry.call().sql().stream().distinct().toList()) {
      found.addAll(verbs.computeIfAbsent(sql, text -> SqlText.verbs(text, product)));
    }
    if (!entry.failed()) {
      new Executing(session, entry, product).run(found);
    } else if (session.open != null) {
      session.open.statements.add(entry);
    }
  }

  /** One call with one statement or many. */
  private final class Executing {
    private final Session session;
    private final Entry entry;
    private final Product product;

    Executing(Session session, Entry entry, Product product) {
      this.session = session;
      this.entry = entry;
      this.product = product;
    }

    void run(List<SqlText.Verb> verbs) {
      Transaction alone = null;
      for (SqlText.Verb verb : verbs) {
        switch (verb) {
          case BEGIN -> begin();
          case COMMIT -> {
            end(session, End.COMMITTED, entry, "as SQL text");
            session.begun = false;
          }
          case ROLLBACK -> {
            end(session, End.GONE, entry, "as SQL text");
            session.begun = false;
          }
          case DDL -> alone = ddl(alone);
          case WRITE -> alone = statement(alone, true);
          default -> alone = statement(alone, false);
        }
      }
    }

    private void begin() {
      if (product.isMySql()) {
        end(session, End.COMMITTED, entry, "by " + product.name() + ", as BEGIN does");
      }
      session.begun = true;
      if (session.open == null) {
        open(session, entry, entry.began());
      }
    }

    /** Where the database commits at DDL, it commits what was before, and then the DDL. */
    private @Nullable Transaction ddl(@Nullable Transaction alone) {
      if (!product.commitsAtDdl() || byItself()) {
        return statement(alone, true);
      }
      String how = "by " + product.name() + ", as DDL does";
      end(session, End.COMMITTED, entry, how);
      add(open(session, entry, entry.began()), true);
      end(session, End.COMMITTED, entry, how);
      return alone;
    }

    private @Nullable Transaction statement(@Nullable Transaction alone, boolean writes) {
      if (!byItself()) {
        add(session.open == null ? open(session, entry, entry.began()) : session.open, writes);
        return alone;
      }
      Transaction own = alone;
      if (own == null) {
        own = new Transaction(entry, entry.began());
        own.end(End.COMMITTED, entry, "by itself, as autocommit is on");
        all.add(own);
      }
      add(own, writes);
      return own;
    }

    private void add(Transaction transaction, boolean writes) {
      transaction.threads.add(entry.thread());
      transaction.statements.add(entry);
      if (writes && !transaction.writes.contains(entry)) {
        transaction.writes.add(entry);
      }
    }

    private boolean byItself() {
      return entry.call().autocommit() && !session.begun;
    }
  }

  private static void end(Session session, End end, Entry entry, String how) {
    Transaction open = session.open;
    if (open != null) {
      open.end(end, entry, how);
      session.open = null;
    }
  }
}
