// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** An asynchronous request that is ended by us before it is completed. Thread-safe. */
final class HeldAsync implements AsyncContext {
  private final AsyncContext container;
  private final Served served;

  HeldAsync(AsyncContext container, Served served) {
    this.container = container;
    this.served = served;
  }

  @Override
  public void complete() {
    served.complete(container);
  }

  @Override
  public void dispatch() {
    served.dispatched();
    container.dispatch();
  }

  @Override
  public void dispatch(String path) {
    served.dispatched();
    container.dispatch(path);
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    served.dispatched();
    container.dispatch(context, path);
  }

  @Override
  public ServletRequest getRequest() {
    return container.getRequest();
  }

  @Override
  public ServletResponse getResponse() {
    return container.getResponse();
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return container.hasOriginalRequestAndResponse();
  }

  @Override
  public void start(Runnable run) {
    container.start(run);
  }

  @Override
  public void addListener(AsyncListener listener) {
    container.addListener(new Heard(listener));
  }

  @Override
  public void addListener(
      AsyncListener listener, ServletRequest request, ServletResponse response) {
    container.addListener(new Heard(listener), request, response);
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    return container.createListener(type);
  }

  @Override
  public void setTimeout(long millis) {
    container.setTimeout(millis);
  }

  @Override
  public long getTimeout() {
    return container.getTimeout();
  }

  /** Who listens completes through us too. */
  private final class Heard implements AsyncListener {
    private final AsyncListener listener;

    Heard(AsyncListener listener) {
      this.listener = listener;
    }

    private AsyncEvent ours(AsyncEvent event) {
      return new AsyncEvent(
          HeldAsync.this,
          event.getSuppliedRequest(),
          event.getSuppliedResponse(),
          event.getThrowable());
    }

    @Override
    public void onComplete(AsyncEvent event) throws IOException {
      listener.onComplete(ours(event));
    }

    @Override
    public void onTimeout(AsyncEvent event) throws IOException {
      listener.onTimeout(ours(event));
    }

    @Override
    public void onError(AsyncEvent event) throws IOException {
      listener.onError(ours(event));
    }

    @Override
    public void onStartAsync(AsyncEvent event) throws IOException {
      listener.onStartAsync(ours(event));
    }
  }

  /** Hears that the container is through with the request, however that came. */
  record Through(Served served) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      served.over();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
