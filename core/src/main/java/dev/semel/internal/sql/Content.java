// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

/** Bytes and what they are. */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Content(String type, byte[] bytes) {}
