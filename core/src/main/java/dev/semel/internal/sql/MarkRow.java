// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/**
 * Messages of a lane that may end the process. Immutable.
 *
 * @param from the first of them; all before it were settled
 * @param to the last of them
 * @param alone whether they are applied one by one, since a process has ended among them
 * @param deaths how many processes have ended, or are at it, over the first one
 * @param owner the process that is at it
 */
public record MarkRow(long from, long to, boolean alone, int deaths, String owner) {}
