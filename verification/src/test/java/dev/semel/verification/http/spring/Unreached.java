// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http.spring;

import dev.semel.http.servlet.IdempotencyFilter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

// tag::unreached[]
/** What Spring refuses before it calls the handler is not kept: a better request may come. */
@RestControllerAdvice
class Unreached extends ResponseEntityExceptionHandler {
  @Override
  protected @Nullable ResponseEntity<Object> handleExceptionInternal(
      Exception e,
      @Nullable Object body,
      HttpHeaders headers,
      HttpStatusCode status,
      WebRequest request) {
    boolean unreached =
        status.is4xxClientError()
            && !(e instanceof HttpMediaTypeNotAcceptableException) // found when it had answered
            && (e instanceof HandlerMethodValidationException
                || !(e instanceof ErrorResponseException)); // the application's own, such as a 402
    if (unreached) {
      IdempotencyFilter.retryable(((ServletWebRequest) request).getRequest());
    }
    return super.handleExceptionInternal(e, body, headers, status, request);
  }
}
// end::unreached[]
