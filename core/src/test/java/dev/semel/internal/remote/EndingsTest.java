// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndingsTest {

  static Stream<Throwable> neverLeft() throws IOException {
    return Stream.of(
        refused(),
        new ConnectException("timed out"),
        new UnknownHostException("bank.invalid"),
        new NoRouteToHostException("no route"),
        new UnresolvedAddressException(),
        new HttpConnectTimeoutException("connect timed out"),
        new SSLHandshakeException("certificate"),
        new ExecutionException(new IOException(refused())));
  }

  /** Of a port nobody listens on. */
  private static Throwable refused() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      throw new AssertionError("somebody listens on " + socket);
    } catch (ConnectException e) {
      return e;
    }
  }

  /** Of a socket whose other end was closed in the middle, as the JDK throws it. */
  private static Throwable cut() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      try (Socket other = server.accept()) {
        other.setSoLinger(true, 0);
      }
      socket.setSoTimeout(5_000);
      int read = socket.getInputStream().read();
      return new IOException("ended with " + read);
    } catch (IOException e) {
      return e;
    }
  }

  static Stream<Throwable> nobodyCanTell() throws IOException {
    return Stream.of(
        cut(),
        new SocketTimeoutException("read timed out"),
        new HttpTimeoutException("request timed out"),
        new ClosedChannelException(),
        new SSLException("closed in the middle"),
        new TimeoutException(),
        new IllegalStateException("cannot be read"),
        new NullPointerException());
  }

  @ParameterizedTest
  @MethodSource("neverLeft")
  void without_a_connection_nothing_left(Throwable thrown) {
    assertThat(Endings.of(thrown, t -> null, false).ending()).isEqualTo(Ending.NOT_SENT);
  }

  @ParameterizedTest
  @MethodSource("neverLeft")
  void after_an_interrupt_nothing_is_known(Throwable thrown) {
    assertThat(Endings.of(thrown, t -> null, true).ending()).isEqualTo(Ending.AMBIGUOUS);
  }

  @ParameterizedTest
  @MethodSource("nobodyCanTell")
  void all_else_is_ambiguous(Throwable thrown) {
    CallException how = Endings.of(thrown, t -> null, false);
    assertThat(how.ending()).isEqualTo(Ending.AMBIGUOUS);
    assertThat(how).hasCause(thrown);
  }

  @Test
  void who_knows_the_gateway_is_heard_first() {
    assertThat(Endings.of(new ConnectException(), t -> Ending.STILL_RUNNING, false).ending())
        .isEqualTo(Ending.STILL_RUNNING);
  }

  @Test
  void what_was_said_is_taken_as_it_is() {
    CallException said = CallException.of(Ending.FAILED, "declined");
    assertThat(Endings.of(said, t -> Ending.AMBIGUOUS, true)).isSameAs(said);
  }

  @Test
  void the_words_have_the_class_and_not_what_a_library_wrote() {
    assertThat(Endings.of(new IOException("card 4111"), t -> null, false).words())
        .isEqualTo("it threw java.io.IOException");
  }

  @Test
  void causes_that_go_round_are_not_followed_for_ever() {
    Exception one = new IOException("one");
    one.initCause(new IOException("two", one));
    assertThat(Endings.of(one, t -> null, false).ending()).isEqualTo(Ending.AMBIGUOUS);
  }
}
