// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.calls;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The JDK's client, which has no interface. A synchronous exchange ends when it returns; an
 * asynchronous one is told before it is sent and after its answer, in the thread that completes it.
 * As thread-safe as the client.
 */
public final class WatchedHttpClient extends HttpClient {
  private final HttpClient real;
  private final CallWatcher watcher;

  public WatchedHttpClient(HttpClient real, CallWatcher watcher) {
    this.real = real;
    this.watcher = watcher;
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> body)
      throws IOException, InterruptedException {
    Call call = told(request);
    HttpResponse<T> response;
    try {
      response = real.send(request, body);
    } catch (IOException | InterruptedException | RuntimeException e) {
      watcher.after(call, null, e);
      throw e;
    }
    watcher.after(call, response.statusCode(), null);
    return response;
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> body) {
    Call call = told(request);
    return answered(call, real.sendAsync(request, body));
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> body, @Nullable PushPromiseHandler<T> pushes) {
    Call call = told(request);
    return answered(call, real.sendAsync(request, body, pushes));
  }

  private Call told(HttpRequest request) {
    // The path alone: a query may hold what must not be printed.
    String text = request.method() + " " + request.uri().getPath();
    Call call = WatchedCalls.call(CallKind.HTTP, "http", text);
    watcher.before(call);
    return call;
  }

  private <T> CompletableFuture<HttpResponse<T>> answered(
      Call call, CompletableFuture<HttpResponse<T>> answer) {
    return answer.whenComplete(
        (response, failure) ->
            watcher.after(call, response == null ? null : response.statusCode(), failure));
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return real.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return real.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return real.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return real.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return real.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return real.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return real.authenticator();
  }

  @Override
  public Version version() {
    return real.version();
  }

  @Override
  public Optional<Executor> executor() {
    return real.executor();
  }
}
