// SPDX-License-Identifier: Apache-2.0
/**
 * The far side of the outbox: from the log to a {@link dev.semel.spi.Publisher}.
 *
 * <pre>
 *   log ──read──► window ──flight──► publisher
 *    ▲               │                   │ answers, from any thread
 *    └─ move cursor ─┴─── settled ◄──────┘
 *           │
 *           └─ held: early | waiting | parked | behind
 * </pre>
 *
 * <p>A {@code RelayLoop} is one thread that leads or stands by. While it leads it has a {@code
 * Term}: one lease, one connection, everything it knows about what is on its way. A term that meets
 * an error of the database is thrown away and the next begins at the cursor, so nothing in memory
 * needs to be right for longer than a term; what was on its way then is sent again with the same
 * id.
 *
 * <p>A {@code Lane} reads the log in order and moves a cursor over what is settled. There is one
 * for everything, and one more for each destination that is slow or closed, so that it cannot keep
 * the others waiting. Messages that cannot be sent in their turn are held in a table of their own,
 * and with them, in order, the later ones of their key; the cursor goes on.
 *
 * <p>Order per key: a message is handed over only when none before it of the same topic and key is
 * on its way or held. Within one batch that is so, too, unless the publisher keeps the order by
 * itself.
 *
 * <p>The cursor moves after the answers, never before them, and only while the fence is ours. What
 * a crash between the two leaves is a message sent twice with one id.
 */
@NullMarked
package dev.semel.internal.relay;

import org.jspecify.annotations.NullMarked;
