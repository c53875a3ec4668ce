// SPDX-License-Identifier: Apache-2.0
/**
 * What a consumer was delivered, from the broker to its effect, at once or later.
 *
 * <pre>
 *   take ──► line held? ──no──► batch of the ledger ──► applied
 *                │ yes               │ failed, refused
 *                ▼                   ▼
 *          BEHIND in the line   WAITING or PARKED      one transaction, before anything is
 *                                    │                 acknowledged
 *   retry ◄── due ───────────────────┘
 *     │ 1  a death counted, committed
 *     │ 2  effect, ledger row, message gone, next of the line WAITING: one transaction
 *     ▼
 *   applied, or WAITING longer, or PARKED for a person
 * </pre>
 *
 * <p>A <em>line</em> is what has an order: the messages of one source with one key. Its first held
 * message is WAITING or PARKED, all others are BEHIND or PARKED. That is so because whoever adds a
 * held message or takes one away has the lock on its scope, and decides what is first while he has
 * it; so a line that is emptied while a message is being put behind its last one cannot get stuck.
 *
 * <p>A held message is applied under its key in the ledger, as it would have been at once. So it
 * does no harm if a message is applied and held as well, as when a process that was believed dead
 * comes back: the later of the two finds the effect done.
 *
 * <p>What stands beside this: {@code Places}, how far lanes are settled, for those who keep that in
 * the database of the effects; {@code Deaths}, which finds the message that ends the process; and
 * {@code ByPlace}, for messages that have no id, whose effects, claims and holds are one
 * transaction.
 */
@NullMarked
package dev.semel.internal.inbox;

import org.jspecify.annotations.NullMarked;
