// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http.spring;

import dev.semel.http.servlet.IdempotencyFilter;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

// tag::unreached[]
/** What Spring refuses before it calls the handler is not kept: a better body may come. */
@RestControllerAdvice
class Unreached {
  @ExceptionHandler(MethodArgumentNotValidException.class)
  ErrorResponse invalid(MethodArgumentNotValidException e, HttpServletRequest request) {
    IdempotencyFilter.retryable(request);
    return e;
  }

  @ExceptionHandler(HttpMessageNotReadableException.class)
  ErrorResponse unreadable(HttpMessageNotReadableException e, HttpServletRequest request) {
    IdempotencyFilter.retryable(request);
    return ErrorResponse.builder(e, ProblemDetail.forStatus(400)).build();
  }
}
// end::unreached[]
