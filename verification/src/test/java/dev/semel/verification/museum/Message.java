// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.museum;

/**
 * A payment as a broker brings it.
 *
 * @param tenant who sent it; ids are unique within a tenant
 * @param id given by the producer
 * @param tag given by the broker, anew for each copy of the message
 * @param redelivered what the broker believes
 */
record Message(String tenant, String id, long tag, boolean redelivered, long amount) {
  static Message of(String id, long amount) {
    return new Message("blue", id, 1, false, amount);
  }

  /** All that tells it from other messages. */
  String whole() {
    return tenant + "/" + id + "/" + amount;
  }

  Message from(String otherTenant) {
    return new Message(otherTenant, id, tag, redelivered, amount);
  }

  /** The same message once more: published again, so the broker takes it for another one. */
  Message copy() {
    return new Message(tenant, id, tag + 1, redelivered, amount);
  }
}
