// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http;

import dev.semel.http.Caller;
import dev.semel.http.Idempotency;
import java.util.Optional;

/** The servers that the tests run on. */
enum Ground {
  /** A servlet that answers on its thread. */
  SERVLET {
    @Override
    Site open(Idempotency idempotency, Work work) {
      return new TomcatSite(idempotency, new SyncServlet(work));
    }
  },
  /** A servlet that answers from another thread. */
  SERVLET_ASYNC {
    @Override
    Site open(Idempotency idempotency, Work work) {
      return new TomcatSite(idempotency, new AsyncServlet(work, false));
    }
  },
  /** A servlet whose work is done on another thread and whose answer is written in a dispatch. */
  SERVLET_DISPATCH {
    @Override
    Site open(Idempotency idempotency, Work work) {
      return new TomcatSite(idempotency, new AsyncServlet(work, true));
    }
  },
  JDK {
    @Override
    Site open(Idempotency idempotency, Work work) {
      return new JdkSite(idempotency, work);
    }
  };

  abstract Site open(Idempotency idempotency, Work work);

  /** Whoever the security before us would have found. */
  static Optional<Caller> caller(String user) {
    return user == null || user.isEmpty() ? Optional.empty() : Optional.of(Caller.of(user));
  }

  /** A running server. */
  interface Site extends AutoCloseable {
    int port();

    @Override
    void close();
  }
}
