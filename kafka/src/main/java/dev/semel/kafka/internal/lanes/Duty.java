// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.lanes;

import dev.semel.Inbox;
import dev.semel.kafka.internal.effect.Application;
import dev.semel.kafka.internal.effect.Outages;
import dev.semel.kafka.internal.effect.Retries;

/** What the workers of one shard do: take messages into its inbox, for the user's effect. */
public record Duty(Inbox inbox, Application<?> application, Outages outages, Retries retries) {
  public static Duty in(Inbox inbox, Application<?> application) {
    Outages outages = new Outages(inbox, "SEMEL-415");
    return new Duty(inbox, application, outages, new Retries(inbox, application, outages));
  }
}
