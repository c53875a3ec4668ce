// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka;

import dev.semel.Inbox;

/** What the workers of one shard do: take messages into its inbox, for the user's effect. */
record Duty(Inbox inbox, Application<?> application, Outages outages, Retries retries) {
  static Duty in(Inbox inbox, Application<?> application) {
    Outages outages = new Outages(inbox, "SEMEL-415");
    return new Duty(inbox, application, outages, new Retries(inbox, application, outages));
  }
}
