// SPDX-License-Identifier: Apache-2.0
/**
 * The kit's common cases as annotations of a JUnit test, from JUnit 5.12 to 6. Nothing here can do
 * what the kit cannot do without JUnit.
 *
 * <pre>{@code
 * @EffectsTest
 * class PaymentListenerTest {
 *   @Database DataSource database = TestDatabases.fresh();
 *
 *   @Given void one_account() throws SQLException { … }
 *
 *   @Always Invariant money = Invariants.conserved("select sum(balance) from account", 110);
 *
 *   @DeliveredTwice
 *   void a_payment(DataSource database) {
 *     new PaymentListener(database).onMessage(payment);
 *   }
 *
 *   @CrashEverywhere(deaths = 2)
 *   void a_payment_survives(World world) throws Exception {
 *     var listener = new PaymentListener(world.database());
 *     world.deliver("p1", () -> listener.onMessage(payment));
 *   }
 * }
 * }</pre>
 */
@NullMarked
package dev.semel.testkit.junit;

import org.jspecify.annotations.NullMarked;
