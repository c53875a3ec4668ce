// SPDX-License-Identifier: Apache-2.0
package dev.semel.remote;

import java.time.Duration;

/**
 * One attempt at a call. Immutable as long as nobody writes into the bytes, which are not copied.
 *
 * @param key what the gateway is told as the key: the same for each attempt, and of no other effect
 * @param subject what the caller calls it
 * @param attempt which one this is, from 1
 * @param bytes the request as it was frozen; what is sent has to be made of these alone
 * @param timeLeft after what time nobody waits for the answer any more: a call that goes on longer
 *     may meet its successor
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
public record Call(String key, String subject, int attempt, byte[] bytes, Duration timeLeft) {}
