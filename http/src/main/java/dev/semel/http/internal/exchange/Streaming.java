// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.http.Reply;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers that are streams: known by the names of the types, since none of them is ours. */
final class Streaming {
  private static final Set<String> TYPES =
      Set.of(
          "org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
          "org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
          "org.reactivestreams.Publisher",
          "java.util.concurrent.Flow$Publisher",
          "jakarta.ws.rs.core.StreamingOutput",
          "jakarta.ws.rs.sse.SseEventSink",
          "java.util.stream.Stream");

  /** One value that comes later is no stream. */
  private static final Set<String> SINGLE = Set.of("reactor.core.publisher.Mono");

  private Streaming() {}

  /** Whether the type, or one it is made of, is a stream. */
  static boolean in(Type type) {
    if (type instanceof ParameterizedType made) {
      return in(made.getRawType())
          || Arrays.stream(made.getActualTypeArguments()).anyMatch(Streaming::in);
    }
    if (type instanceof WildcardType wildcard) {
      return Arrays.stream(wildcard.getUpperBounds()).anyMatch(Streaming::in);
    }
    if (type instanceof GenericArrayType array) {
      return in(array.getGenericComponentType());
    }
    return type instanceof Class<?> plain && is(plain);
  }

  /** Events that a server sends have no end that could be waited for. */
  static boolean in(List<Reply.Header> headers) {
    return headers.stream()
        .filter(h -> h.name().equalsIgnoreCase("Content-Type"))
        .anyMatch(h -> h.value().strip().toLowerCase(Locale.ROOT).startsWith("text/event-stream"));
  }

  private static boolean is(@Nullable Class<?> type) {
    if (type == null || SINGLE.contains(type.getName())) {
      return false;
    }
    return TYPES.contains(type.getName())
        || is(type.getSuperclass())
        || Arrays.stream(type.getInterfaces()).anyMatch(Streaming::is);
  }
}
