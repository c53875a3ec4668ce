// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.http.spring;

import dev.semel.http.servlet.IdempotencyFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Endpoints in all the ways that Spring MVC answers. */
@SuppressWarnings("try") // It is entered, and left.
@RestController
class ShopController implements DisposableBean {
  record Charge(String id, @Min(1) int amount) {}

  record Charged(String id, int amount, String text) {}

  private final Shop shop;
  private final ExecutorService others = Executors.newFixedThreadPool(2);

  final CountDownLatch answered = new CountDownLatch(1);
  final BlockingQueue<Throwable> late = new LinkedBlockingQueue<>();

  ShopController(Shop shop) {
    this.shop = shop;
  }

  @Override
  public void destroy() {
    others.shutdownNow();
  }

  private static ResponseEntity<Charged> created(String id, int amount) {
    return ResponseEntity.created(URI.create("/charges/" + id))
        .header("Set-Cookie", "session=" + id)
        .body(new Charged(id, amount, "für " + amount + " €"));
  }

  @PostMapping("/charges")
  ResponseEntity<Charged> charge(@Valid @RequestBody Charge charge) {
    shop.chargeInTransaction(charge.id(), charge.amount());
    shop.charge(charge.id() + "-template", charge.amount());
    return created(charge.id(), charge.amount());
  }

  @PostMapping("/forms")
  ResponseEntity<Charged> form(
      @RequestParam("id") String id, @RequestParam("amount") @Min(1) int amount) {
    shop.charge(id, amount);
    return created(id, amount);
  }

  /** Commits on its own, as an effect that no transaction covers. */
  @PostMapping("/untracked")
  ResponseEntity<Charged> untracked(@RequestBody String id) {
    shop.charge(id, 1);
    return created(id, 1);
  }

  @PutMapping("/forms")
  ResponseEntity<Charged> putForm(
      @RequestParam("id") String id, @RequestParam("amount") int amount) {
    shop.charge(id, amount);
    return created(id, amount);
  }

  @PostMapping("/uploads")
  ResponseEntity<Charged> upload(
      @RequestParam("id") String id, @RequestParam("file") MultipartFile file) throws IOException {
    String amount = new String(file.getBytes(), StandardCharsets.UTF_8);
    shop.charge(id, Integer.parseInt(amount));
    return created(id + "-" + file.getOriginalFilename(), Integer.parseInt(amount));
  }

  @PostMapping("/swallowed")
  ResponseEntity<Charged> swallowed(@RequestBody String id) {
    try {
      shop.chargeAndThrow(id);
    } catch (Shop.Refused e) {
      return created(id, 1);
    }
    throw new AssertionError("it threw");
  }

  @PostMapping("/no-payer")
  ResponseEntity<Charged> noPayer(@RequestBody String id) {
    shop.chargeUnknownPayer(id);
    return created(id, 1);
  }

  @PostMapping("/requires-new")
  ResponseEntity<Charged> requiresNew(@RequestBody String id) {
    shop.chargeInTransaction(id, 1);
    shop.audit(id);
    throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR);
  }

  @PostMapping("/listened")
  ResponseEntity<Charged> listened(
      @RequestBody String id, @RequestParam(name = "status", defaultValue = "201") int status) {
    shop.chargeAndTell(id);
    if (!shop.heard(id).isEmpty()) {
      throw new AssertionError("told before it was true");
    }
    return ResponseEntity.status(status).body(new Charged(id, 1, ""));
  }

  @PostMapping("/deferred")
  DeferredResult<ResponseEntity<Charged>> deferred(
      @RequestBody String id, HttpServletRequest request) {
    DeferredResult<ResponseEntity<Charged>> result = new DeferredResult<>(60_000L);
    others.execute(
        () -> {
          try (var entered = IdempotencyFilter.enter(request)) {
            shop.chargeInTransaction(id, 1);
          } catch (RuntimeException e) {
            result.setErrorResult(e);
            return;
          }
          result.setResult(created(id, 1));
        });
    return result;
  }

  // tag::future[]
  @PostMapping("/future")
  CompletableFuture<ResponseEntity<Charged>> future(
      @RequestBody String id, HttpServletRequest request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (var entered = IdempotencyFilter.enter(request)) {
            shop.chargeInTransaction(id, 1);
          }
          return created(id, 1);
        },
        others);
  }

  // end::future[]

  @PostMapping("/outside")
  CompletableFuture<ResponseEntity<Charged>> broken(
      @RequestBody String id, HttpServletRequest request) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (var entered = IdempotencyFilter.enter(request)) {
            shop.chargeInTransaction(id, 1);
          }
          throw new CompletionException(new IllegalStateException("after the effect"));
        },
        others);
  }

  @PostMapping("/callable")
  Callable<ResponseEntity<Charged>> callable(@RequestBody String id, HttpServletRequest request) {
    return () -> {
      try (var entered = IdempotencyFilter.enter(request)) {
        shop.chargeInTransaction(id, 1);
      }
      return created(id, 1);
    };
  }

  /** The work is not done before its request has timed out; what it ran into. */
  @PostMapping("/late")
  DeferredResult<ResponseEntity<Charged>> late(@RequestBody String id, HttpServletRequest request) {
    others.execute(
        () -> {
          try (var entered = IdempotencyFilter.enter(request)) {
            shop.charge(id, 1);
            answered.await();
            shop.charge(id, 2);
          } catch (RuntimeException | InterruptedException e) {
            late.add(e);
          }
          try (var entered = IdempotencyFilter.enter(request)) {
            shop.charge(id, 3);
          } catch (RuntimeException e) {
            late.add(e);
          }
        });
    return new DeferredResult<>(500L);
  }

  @PostMapping("/declined")
  void declined(@RequestBody String id) {
    shop.charge(id, 1);
    throw new ResponseStatusException(HttpStatus.PAYMENT_REQUIRED, "no money");
  }

  @PostMapping("/broken")
  void brokenDown(@RequestBody String id) {
    shop.charge(id, 1);
    throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR, "no luck");
  }

  @PostMapping("/refused")
  void refused(@RequestBody String id) {
    shop.charge(id, 1);
    throw new IllegalStateException("unexpected");
  }

  @PostMapping("/handled")
  void handled(@RequestBody String id) {
    shop.charge(id, 1);
    throw new Shop.Refused();
  }

  @PostMapping("/handled-in-transaction")
  void handledInTransaction(@RequestBody String id) {
    shop.chargeAndThrow(id);
  }

  @ExceptionHandler(Shop.Refused.class)
  ResponseEntity<Map<String, String>> onRefused() {
    return ResponseEntity.status(HttpStatus.CONFLICT).body(Map.of("why", "refused"));
  }

  @PostMapping("/streamed")
  ResponseEntity<StreamingResponseBody> streamed(
      @RequestBody String id, HttpServletRequest request) {
    return ResponseEntity.ok()
        .contentType(MediaType.TEXT_PLAIN)
        .body(
            out -> {
              try (var entered = IdempotencyFilter.enter(request)) {
                shop.charge(id, 1);
              }
              out.write("one ".getBytes(StandardCharsets.UTF_8));
              out.flush();
              out.write("two".getBytes(StandardCharsets.UTF_8));
            });
  }

  @PostMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter events(@RequestBody String id) {
    shop.charge(id, 1);
    SseEmitter emitter = new SseEmitter(60_000L);
    Consumer<String> say =
        word -> {
          try {
            emitter.send(word);
          } catch (IOException e) {
            emitter.completeWithError(e);
          }
        };
    others.execute(
        () -> {
          say.accept("one");
          say.accept("two");
          emitter.complete();
        });
    return emitter;
  }
}
