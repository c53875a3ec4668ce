// SPDX-License-Identifier: Apache-2.0
package dev.semel.spi;

import java.time.Duration;

/**
 * Something that became of an HTTP request with an idempotency key. Immutable; holds no key, no
 * payload and nothing of the caller.
 */
public sealed interface HttpEvent extends SemelEvent {
  /** The name of the API. */
  String api();

  /** The name of the operation. */
  String operation();

  /**
   * The request was run and what it did is committed, with the answer.
   *
   * @param replayable false when the answer itself could not be kept
   */
  record First(String api, String operation, int status, boolean replayable) implements HttpEvent {}

  /** The request was answered with what its first run had answered; nothing was run. */
  record Replayed(String api, String operation, int status) implements HttpEvent {}

  /**
   * The request was run, and nothing of it is kept: its key is free.
   *
   * @param status what the work answered; 500 when it threw
   */
  record NotKept(String api, String operation, int status) implements HttpEvent {}

  /**
   * The request was refused before it was run.
   *
   * @param code of the problem, such as {@code key-reused} or {@code in-progress}
   */
  record Refused(String api, String operation, String code) implements HttpEvent {}

  /** The request came without a key, or with one that its endpoint has no use for; it was run. */
  record Unprotected(String api, String operation) implements HttpEvent {}

  /** The request waits, or waited, for another with its key. */
  record Waited(String api, String operation, Duration waited) implements HttpEvent {}

  /**
   * What the work answered was thrown away, because it could not be committed. Worth an alarm.
   *
   * @param code of the error that kept it from being so
   */
  record NotCommitted(String api, String operation, String code) implements HttpEvent {}

  /** Nobody can say how far the work of a request went. Worth an alarm. */
  record Unknown(String api, String operation) implements HttpEvent {}

  /** What is kept of an answer cannot be read. Worth an alarm. */
  record Corrupt(String api, String operation) implements HttpEvent {}

  /** The ledger could not be asked. */
  record Unreachable(String api, String operation, String code) implements HttpEvent {}
}
