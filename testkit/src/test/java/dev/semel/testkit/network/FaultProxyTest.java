// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.semel.testkit.TestkitException;
import dev.semel.testkit.TestkitException.Code;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each fault does to a client and a server that exchange lines. */
class FaultProxyTest {
  private static final Duration MAX = Duration.ofSeconds(30);
  private static final Duration MOMENT = Duration.ofMillis(150);

  private LineServer server;
  private FaultProxy proxy;
  private LineClient client;

  @BeforeEach
  void start() throws Exception {
    server = new LineServer();
    proxy = FaultProxy.to(server.port());
    client = new LineClient(proxy.port());
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    proxy.close();
    server.close();
  }

  @Test
  void what_is_not_armed_is_forwarded() throws Exception {
    assertThat(client.ask("hello")).isEqualTo("ok hello");
    assertThat(proxy.opened()).isEqualTo(1);
    assertThat(proxy.bytesToServer()).isEqualTo(6);
    assertThat(proxy.bytesToClient()).isEqualTo(9);
    for (Fault fault : Fault.values()) {
      assertThat(proxy.struck(fault)).as("%s", fault).isZero();
    }
  }

  @Test
  void the_half_that_is_still_open_is_forwarded_after_the_other_was_closed() throws Exception {
    client.ask("hello");
    client.endSending();
    assertThat(client.line()).isEqualTo("bye");
    assertThat(client.line()).isNull();
    Eventually.holds("the session is over", () -> proxy.sessions().isEmpty());
  }

  @Test
  void a_megabyte_arrives_whole() throws Exception {
    String line = "x".repeat(1_000_000);
    assertThat(client.ask(line)).isEqualTo("ok " + line);
  }

  @Test
  void a_cut_before_keeps_the_bytes_from_the_server() throws Exception {
    ArmedFault cut = proxy.on("COMMIT").cutBefore();
    assertThat(client.ask("INSERT")).isEqualTo("ok INSERT");
    assertThat(client.ask("COMMIT")).as("the end of the connection").isNull();
    assertThat(cut.struck()).isEqualTo(1);
    assertThat(proxy.struck(Fault.CUT_BEFORE)).isEqualTo(1);
    Eventually.holds("the server sees the end", () -> server.ended() == 1);
    assertThat(server.received()).isEqualTo("INSERT\n");
  }

  @Test
  void a_cut_after_lets_the_server_do_it_and_the_client_not_hear_of_it() throws Exception {
    ArmedFault cut = proxy.on("COMMIT").cutAfter();
    assertThat(client.ask("INSERT")).isEqualTo("ok INSERT");
    assertThat(cut.struck()).as("not before its trigger").isZero();
    assertThat(client.ask("COMMIT")).as("the end of the connection").isNull();
    assertThat(cut.struck()).isEqualTo(1);
    assertThat(server.received()).isEqualTo("INSERT\nCOMMIT\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"RESET_BEFORE", "RESET_AFTER"})
  void a_reset_is_seen_as_one_by_the_client(Fault fault) throws Exception {
    proxy.on("COMMIT").meets(fault);
    client.send("COMMIT\n");
    assertThatThrownBy(client::line)
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(proxy.struck(fault)).isEqualTo(1);
    Eventually.holds("the server sees the end", () -> server.ended() == 1);
    assertThat(server.received()).isEqualTo(fault == Fault.RESET_BEFORE ? "" : "COMMIT\n");
  }

  @Test
  void a_swallowed_reply_leaves_the_client_waiting_on_an_open_connection() throws Exception {
    proxy.on("COMMIT").swallowReply();
    assertThat(client.ask("INSERT")).isEqualTo("ok INSERT");
    client.send("COMMIT\n").patience(MOMENT);
    assertThatThrownBy(client::line).isInstanceOf(SocketTimeoutException.class);
    assertThat(proxy.struck(Fault.SWALLOW_REPLY)).isEqualTo(1);
    client.send("SELECT\n");
    Eventually.holds(
        "the server still hears", () -> server.received().equals("INSERT\nCOMMIT\nSELECT\n"));
    assertThatThrownBy(client::line).isInstanceOf(SocketTimeoutException.class);
    assertThat(server.ended()).isZero();
  }

  @Test
  void a_black_hole_keeps_everything_until_it_is_told_to_deliver() throws Exception {
    ArmedFault hole = proxy.on("COMMIT").blackHole();
    assertThat(client.ask("INSERT")).isEqualTo("ok INSERT");
    client.send("COMMIT\n");
    ProxySession session = hole.awaitStruck(MAX);
    client.patience(MOMENT);
    assertThatThrownBy(client::line).isInstanceOf(SocketTimeoutException.class);
    assertThat(session.deliverKept()).isEqualTo(7);
    Eventually.holds("it arrives late", () -> server.received().equals("INSERT\nCOMMIT\n"));
    assertThatThrownBy(client::line).as("the answer").isInstanceOf(SocketTimeoutException.class);

    client.send("ROLLBACK\n");
    client.close();
    assertThat(server.received()).isEqualTo("INSERT\nCOMMIT\n");
    assertThat(server.ended()).as("the server is not told that the client is gone").isZero();

    Eventually.holds("all is kept", () -> session.deliverKept() == 9);
    Eventually.holds("it arrives", () -> server.received().endsWith("COMMIT\nROLLBACK\n"));
    assertThat(session.deliverKept()).as("once").isZero();
    session.cut();
    Eventually.holds("the server sees the end", () -> server.ended() == 1);
  }

  @Test
  void a_delay_delays_only_what_contains_the_trigger() throws Exception {
    proxy.on("slow").always().delay(Duration.ofMillis(60));
    for (int i = 0; i < 3; i++) {
      long began = System.nanoTime();
      assertThat(client.ask("slow")).isEqualTo("ok slow");
      assertThat(System.nanoTime() - began).isGreaterThan(Duration.ofMillis(58).toNanos());
      assertThat(client.ask("fast")).isEqualTo("ok fast");
    }
    assertThat(proxy.struck(Fault.DELAY)).isEqualTo(3);
  }

  @Test
  void a_delay_of_everything_delays_both_directions() throws Exception {
    proxy.delay(Duration.ofMillis(30));
    long began = System.nanoTime();
    client.ask("hello");
    assertThat(System.nanoTime() - began).isGreaterThan(Duration.ofMillis(55).toNanos());
  }

  @Test
  void a_pause_gives_time_for_something_else_to_happen_just_now() throws Exception {
    ArmedFault pause = proxy.on("COMMIT").pause();
    client.send("COMMIT\n");
    ProxySession paused = pause.awaitStruck(MAX);
    try (LineClient other = new LineClient(proxy.port())) {
      assertThat(other.ask("overtakes")).isEqualTo("ok overtakes");
    }
    paused.resume();
    assertThat(client.line()).isEqualTo("ok COMMIT");
    assertThat(server.received()).isEqualTo("overtakes\nCOMMIT\n");
  }

  @Test
  void a_reply_is_kept_from_the_client() throws Exception {
    proxy.onReply("ok COMMIT").cutBefore();
    assertThat(client.ask("INSERT")).isEqualTo("ok INSERT");
    assertThat(client.ask("COMMIT")).isNull();
    assertThat(server.received()).isEqualTo("INSERT\nCOMMIT\n");
    assertThat(proxy.struck(Fault.CUT_BEFORE)).isEqualTo(1);
  }

  @Test
  void a_cut_after_a_reply_lets_the_client_have_it() throws Exception {
    proxy.onReply("ok COMMIT").cutAfter();
    assertThat(client.ask("COMMIT")).isEqualTo("ok COMMIT");
    assertThat(client.line()).isNull();
    assertThat(proxy.struck(Fault.CUT_AFTER)).isEqualTo(1);
  }

  @Test
  void a_reply_and_all_behind_it_are_swallowed() throws Exception {
    ArmedFault swallowed = proxy.onNextReply().swallowReply();
    client.send("one\n");
    swallowed.awaitStruck(MAX);
    client.send("two\n").patience(MOMENT);
    assertThatThrownBy(client::line).isInstanceOf(SocketTimeoutException.class);
    Eventually.holds("both arrive", () -> server.received().equals("one\ntwo\n"));
  }

  @Test
  void a_trigger_that_the_network_breaks_in_two_is_found() throws Exception {
    String trigger = "COMMIT";
    for (int split = 1; split < trigger.length(); split++) {
      try (LineClient broken = new LineClient(proxy.port())) {
        ArmedFault cut = proxy.on(trigger).cutBefore();
        long before = proxy.bytesToServer();
        broken.send(trigger.substring(0, split));
        int sent = split;
        Eventually.holds("the first part passes", () -> proxy.bytesToServer() == before + sent);
        assertThat(broken.ask(trigger.substring(split))).as("split at %d", split).isNull();
        assertThat(cut.struck()).isEqualTo(1);
      }
    }
    assertThat(server.received()).doesNotContain("COMMIT");
  }

  @Test
  void a_trigger_in_a_reply_in_slices_is_found() throws Exception {
    proxy.sliceInto(1, Duration.ofMillis(1));
    try (FaultProxy behind = FaultProxy.to(proxy.port());
        LineClient c = new LineClient(behind.port())) {
      behind.onReply("needle").cutBefore();
      assertThat(c.ask("hay")).isEqualTo("ok hay");
      assertThat(c.ask("needle")).isNull();
      assertThat(behind.struck(Fault.CUT_BEFORE)).isEqualTo(1);
    }
  }

  @Test
  void only_the_nth_match_counts_and_two_may_come_in_one_read() throws Exception {
    ArmedFault third = proxy.on("COMMIT").nth(3).cutBefore();
    assertThat(client.ask("COMMIT")).isEqualTo("ok COMMIT");
    try (LineClient other = new LineClient(proxy.port())) {
      assertThat(other.ask("COMMIT")).as("sessions are counted together").isEqualTo("ok COMMIT");
    }
    assertThat(client.ask("COMMIT")).isNull();
    assertThat(third.struck()).isEqualTo(1);
    try (LineClient fourth = new LineClient(proxy.port())) {
      assertThat(fourth.ask("COMMIT")).isEqualTo("ok COMMIT");
      proxy.on("COMMIT").nth(2).cutBefore();
      assertThat(fourth.ask("COMMIT COMMIT")).isNull();
    }
    assertThat(proxy.struck(Fault.CUT_BEFORE)).isEqualTo(2);
  }

  @Test
  void always_strikes_every_session_and_stops_when_it_is_disarmed() throws Exception {
    ArmedFault cut = proxy.on("COMMIT").always().cutBefore();
    for (int i = 0; i < 5; i++) {
      try (LineClient c = new LineClient(proxy.port())) {
        assertThat(c.ask("COMMIT")).isNull();
      }
    }
    assertThat(cut.struck()).isEqualTo(5);
    assertThat(cut.sessions()).hasSize(5).noneMatch(ProxySession::isOpen);
    cut.disarm();
    assertThat(client.ask("COMMIT")).isEqualTo("ok COMMIT");
  }

  @Test
  void a_session_is_named_by_the_port_the_server_sees_and_others_go_on() throws Exception {
    client.ask("hello");
    int port = server.ports().iterator().next();
    proxy.session(port).onNext().cutBefore();
    try (LineClient other = new LineClient(proxy.port())) {
      assertThat(other.ask("one")).isEqualTo("ok one");
      assertThat(client.ask("any")).isNull();
      assertThat(other.ask("two")).isEqualTo("ok two");
    }
    assertThat(proxy.struck(Fault.CUT_BEFORE)).isEqualTo(1);
  }

  @Test
  void what_is_disarmed_does_not_strike() throws Exception {
    client.ask("hello");
    proxy.on("COMMIT").cutBefore();
    proxy.disarm();
    ProxySession session = proxy.sessions().get(0);
    session.on("COMMIT").cutBefore();
    session.disarm();
    assertThat(client.ask("COMMIT")).isEqualTo("ok COMMIT");
  }

  @Test
  void case_matters_unless_it_is_ignored() throws Exception {
    proxy.on("commit").cutBefore();
    assertThat(client.ask("COMMIT")).isEqualTo("ok COMMIT");
    proxy.on("commit".getBytes(StandardCharsets.UTF_8)).ignoringCase().cutBefore();
    assertThat(client.ask("COMMIT")).isNull();
  }

  @Test
  void a_fault_that_never_strikes_fails_with_what_was_seen() throws Exception {
    ArmedFault cut = proxy.on("COMMIT").cutAfter();
    client.ask("INSERT");
    assertThatThrownBy(() -> cut.awaitStruck(Duration.ofMillis(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith("CUT_AFTER on the client sending \"COMMIT\" has not struck")
        .hasMessageContaining("seen 0 times in 7 bytes");
  }

  @Test
  void a_stopped_wire_goes_on_where_it_stopped() throws Exception {
    client.ask("hello");
    proxy.pauseAll();
    client.send("one\n").patience(MOMENT);
    try (LineClient late = new LineClient(proxy.port())) {
      late.send("two\n").patience(MOMENT);
      assertThatThrownBy(client::line).isInstanceOf(SocketTimeoutException.class);
      assertThatThrownBy(late::line).isInstanceOf(SocketTimeoutException.class);
      assertThat(server.received()).isEqualTo("hello\n");
      proxy.resumeAll();
      assertThat(client.patience(MAX).line()).isEqualTo("ok one");
      assertThat(late.patience(MAX).line()).isEqualTo("ok two");
    }
  }

  @Test
  void all_are_cut_and_new_connections_refused_until_they_are_accepted_again() throws Exception {
    client.ask("hello");
    proxy.refuseConnections();
    assertThat(client.ask("still here")).isEqualTo("ok still here");
    assertThat(proxy.cutAll()).isEqualTo(1);
    assertThat(client.line()).isNull();
    assertThatThrownBy(this::newClientAsks).isInstanceOf(IOException.class);
    assertThat(proxy.refused()).isEqualTo(1);
    assertThat(proxy.opened()).isEqualTo(1);
    proxy.acceptConnections();
    assertThat(newClientAsks()).isEqualTo("ok hello");
  }

  @Test
  void all_are_reset() throws Exception {
    client.ask("hello");
    assertThat(proxy.resetAll()).isEqualTo(1);
    assertThatThrownBy(client::line).hasMessageContaining("reset");
  }

  @Test
  void a_server_that_is_down_is_a_connection_that_ends() throws Exception {
    server.close();
    assertThatThrownBy(this::newClientAsks).isInstanceOf(IOException.class);
    assertThat(proxy.opened()).isLessThanOrEqualTo(1);
  }

  private String newClientAsks() throws IOException {
    try (LineClient c = new LineClient(proxy.port())) {
      return c.ask("hello");
    }
  }

  @Test
  void a_trip_begins_when_the_client_speaks_after_the_server() throws Exception {
    client.ask("one");
    assertThat(proxy.trips()).isEqualTo(1);
    client.ask("two");
    assertThat(proxy.trips()).isEqualTo(2);
    client.send("three").send(" four").send(" five\n").line();
    assertThat(proxy.trips()).as("many writes, one trip").isEqualTo(3);
    client.send("six\nseven\n");
    assertThat(client.line()).isEqualTo("ok six");
    assertThat(client.line()).isEqualTo("ok seven");
    assertThat(proxy.trips()).as("pipelined").isEqualTo(4);
  }

  @Test
  void trips_of_sessions_that_speak_at_the_same_time_do_not_mix() throws Exception {
    try (LineClient other = new LineClient(proxy.port())) {
      client.ask("first");
      other.ask("first");
      client.send("a");
      other.ask("b");
      client.send("c");
      other.ask("d");
      assertThat(client.ask("e")).isEqualTo("ok ace");
    }
    assertThat(proxy.sessions()).extracting(ProxySession::trips).contains(2L);
    assertThat(proxy.trips()).as("2 of one, 3 of the other").isEqualTo(5);
  }

  @Test
  void many_connections_at_once_meet_their_own_faults() throws Exception {
    int connections = 60;
    proxy.on("bad").always().cutBefore();
    ExecutorService threads = Executors.newFixedThreadPool(20);
    try {
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        answers.add(threads.submit(asking(i)));
      }
      for (Future<Boolean> answer : answers) {
        assertThat(answer.get(30, TimeUnit.SECONDS)).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(proxy.struck(Fault.CUT_BEFORE)).isEqualTo(connections / 3);
    assertThat(proxy.opened()).isBetween((long) connections, connections + 1L);
  }

  private Callable<Boolean> asking(int i) {
    return () -> {
      try (LineClient c = new LineClient(proxy.port())) {
        for (int n = 0; n < 20; n++) {
          assertThat(c.ask("line " + i + " " + n)).isEqualTo("ok line " + i + " " + n);
        }
        String last = c.ask(i % 3 == 0 ? "bad" : "good");
        return i % 3 == 0 ? last == null : "ok good".equals(last);
      }
    };
  }

  @Test
  void one_of_many_sessions_meets_a_fault_that_strikes_once() throws Exception {
    ArmedFault cut = proxy.on("COMMIT").cutBefore();
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        answers.add(
            threads.submit(
                () -> {
                  try (LineClient c = new LineClient(proxy.port())) {
                    return c.ask("COMMIT");
                  }
                }));
      }
      int ended = 0;
      for (Future<String> answer : answers) {
        ended += answer.get(30, TimeUnit.SECONDS) == null ? 1 : 0;
      }
      assertThat(ended).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(cut.struck()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"PAUSE", "BLACK_HOLE", "SWALLOW_REPLY"})
  void nothing_is_left_running_after_close(Fault fault) throws Exception {
    String threads = "fault-proxy-" + proxy.port();
    client.ask("hello");
    ArmedFault armed = proxy.on("COMMIT").meets(fault);
    client.send("COMMIT\n");
    armed.awaitStruck(MAX);
    assertThat(running(threads)).as("the acceptor and two of the session").hasSize(3);
    proxy.close();
    assertThat(running(threads)).isEmpty();
    assertThat(proxy.sessions()).isEmpty();
    Eventually.holds("the server sees the end", () -> server.ended() == 1);
    proxy.close();
  }

  @Test
  void a_long_delay_does_not_hold_up_the_close() throws Exception {
    client.ask("hello");
    proxy.delay(Duration.ofHours(1));
    ArmedFault never = proxy.on("hello").delay(Duration.ofHours(1));
    client.send("hello\n");
    proxy.close();
    assertThat(running("fault-proxy-" + proxy.port())).isEmpty();
    assertThat(never.struck()).isZero();
  }

  private static List<String> running(String exactly) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(exactly::equals)
        .toList();
  }

  @Test
  void it_stands_before_servers_of_this_machine_only_unless_it_is_told() {
    var elsewhere = new InetSocketAddress("192.0.2.1", 5432);
    assertThatThrownBy(() -> FaultProxy.to(elsewhere))
        .isInstanceOfSatisfying(
            TestkitException.class, e -> assertThat(e.code()).isEqualTo(Code.TARGET_NOT_LOOPBACK))
        .hasMessageContaining("192.0.2.1");
    FaultProxy told = FaultProxy.toRemote(elsewhere);
    assertThat(told.toString()).contains("127.0.0.1").contains("192.0.2.1");
    told.close();
    var nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 1);
    assertThatThrownBy(() -> FaultProxy.to(nowhere)).hasMessageStartingWith("SEMEL-320");
    assertThatThrownBy(() -> FaultProxy.toRemote(nowhere)).hasMessageStartingWith("SEMEL-320");
  }

  @Test
  void nonsense_is_refused_with_what_to_do_instead() {
    assertThatThrownBy(() -> proxy.on(""))
        .hasMessageStartingWith("SEMEL-321")
        .hasMessageContaining("onNext()");
    assertThatThrownBy(() -> proxy.on("x").nth(0)).hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> proxy.on("x").delay(Duration.ofMillis(-1)))
        .hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> proxy.on("x").meets(Fault.DELAY)).hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> proxy.sliceInto(0, Duration.ZERO)).hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> proxy.delay(Duration.ofDays(2))).hasMessageStartingWith("SEMEL-321");
    assertThatThrownBy(() -> proxy.session(1))
        .hasMessageStartingWith("SEMEL-322")
        .hasMessageContaining("port 1;");
  }
}
