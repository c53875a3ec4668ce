// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.sql;

import java.util.UUID;

/** An event that came before its time. */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record ParkedEvent(long sequence, UUID fingerprint, byte[] body) {}
