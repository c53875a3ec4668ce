// SPDX-License-Identifier: Apache-2.0
/**
 * What the tables of a database hold at one moment, and how two moments differ.
 *
 * <p>A {@link dev.semel.testkit.internal.tables.Snapshot} reads every row once, in one read-only
 * transaction, as a stream. Of each row it keeps a 128-bit hash of its key, one of its contents,
 * and, as long as they fit into the memory it may use, the values. Two snapshots are compared by
 * their hashes in linear time; the order of rows never matters. When the values no longer fit,
 * changed rows are still named, without their values; when the keys no longer fit either, a changed
 * table is still found, without its rows. Each report says so.
 *
 * <p>Sequences, and the gaps that a rolled-back insert leaves in them, are not contents.
 */
@NullMarked
package dev.semel.testkit.internal.tables;

import org.jspecify.annotations.NullMarked;
