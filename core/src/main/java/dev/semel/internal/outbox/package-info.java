// SPDX-License-Identifier: Apache-2.0
/**
 * The near side of the outbox: from a {@link dev.semel.Message} to a row in the log, in the
 * transaction it tells of. The far side is {@code internal.relay}.
 *
 * <p>Only {@code Ids} looks at this machine's clock: for the time in a UUIDv7, and for the day
 * whose slot a row is put into. Nothing that must be right depends on either.
 */
@NullMarked
package dev.semel.internal.outbox;

import org.jspecify.annotations.NullMarked;
