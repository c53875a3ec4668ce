// SPDX-License-Identifier: Apache-2.0
/**
 * Every SQL statement of Semel, whole and per database; this package knows no other.
 *
 * <p>One sealed interface per group of tables ({@link dev.semel.internal.sql.LedgerSql}, {@link
 * dev.semel.internal.sql.BatchSql}, {@link dev.semel.internal.sql.ScopeSql}, {@link
 * dev.semel.internal.sql.RetentionSql}, {@link dev.semel.internal.sql.SchemaSql}, {@link
 * dev.semel.internal.sql.StreamSql}, {@link dev.semel.internal.sql.PositionSql}) and one final
 * class per database for each. There is no inheritance between databases and no switch on
 * capabilities: a difference is another statement, and the contract suite keeps the answers alike.
 * The only text ever put into a statement is the quoted schema and the two digits of a slot, once,
 * when a {@link dev.semel.internal.sql.Database} is built.
 *
 * <p>{@link dev.semel.internal.sql.UpsertSql} and {@link dev.semel.internal.sql.SwapSql} are about
 * tables of the caller: there the checked and quoted names of a {@link
 * dev.semel.internal.sql.Target} are put into the statement as well, once, when it is built.
 *
 * <p>Errors are looked at in one place, {@link dev.semel.internal.sql.Fault}, by SQLState and
 * vendor code, never by message.
 */
@NullMarked
package dev.semel.internal.sql;

import org.jspecify.annotations.NullMarked;
