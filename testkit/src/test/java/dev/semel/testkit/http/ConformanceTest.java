// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.semel.testkit.TestkitException;
import dev.semel.testkit.http.Finding.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kit's rows: a right application passes each, and each mistake is named by its own. */
class ConformanceTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");

  @Test
  void a_right_application_passes_every_row() throws Exception {
    Score score = scoreWith(Set.of());
    score.assertConforms();
    assertThat(score.of(State.NOT_ASKED))
        .extracting(finding -> finding.row().id())
        .as("the JDK's server makes a space of it")
        .containsExactly("A.2/8 tab");
    assertThat(score.of(State.PASSED)).hasSize(Conformance.rows().size() - 1);
    assertThat(Conformance.rows()).hasSizeGreaterThan(130);
  }

  @Test
  void work_that_is_fenced_when_the_server_gives_up_is_as_right_as_work_that_goes_on()
      throws Exception {
    for (Set<Mistake> way :
        List.of(Set.<Mistake>of(), Set.of(Mistake.FENCES_WHEN_THE_SERVER_GAVE_UP))) {
      try (Lives lives = new Lives(way)) {
        Row row =
            Conformance.rows().stream()
                .filter(r -> r.id().equals("A.5/async-timeout"))
                .findFirst()
                .orElseThrow();
        Finding finding = Conformance.of(lives.target()).ask(row);
        assertThat(finding.state()).as(finding.toString()).isEqualTo(State.PASSED);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void a_mistake_fails_its_rows(Mistake mistake) throws Exception {
    try (Lives lives = new Lives(Set.of(mistake))) {
      Conformance conformance = Conformance.of(lives.target());
      for (Row row : Conformance.rows()) {
        if (mistake.rows().contains(row.id()) && !mistake.perhaps().contains(row.id())) {
          assertThat(conformance.ask(row).state()).as(row.id()).isEqualTo(State.FAILED);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void a_mistake_is_named_by_its_rows_and_by_no_others(Mistake mistake) throws Exception {
    assumeTrue(FULL || mistake.ordinal() % 5 == 0, "all rows for each mistake need -Pfull");
    Score score = scoreWith(Set.of(mistake));
    Set<String> failed =
        score.of(State.FAILED).stream().map(f -> f.row().id()).collect(Collectors.toSet());
    Set<String> beyondDoubt = new HashSet<>(failed);
    beyondDoubt.removeAll(mistake.perhaps());
    assertThat(beyondDoubt).as(score.toString()).isEqualTo(mistake.rows());
    assertThat(score.of(State.FAILED))
        .allSatisfy(f -> assertThat(f.seen()).startsWith("expected ").contains("; seen: "))
        .allSatisfy(f -> assertThat(f.toString()).doesNotContain("\n"));
  }

  @Test
  void what_is_not_offered_is_not_asked_and_never_passed() throws Exception {
    try (Bare bare = new Bare("{\"offers\":[]}", "{\"effects\":0,\"audits\":0,\"runs\":0}")) {
      Conformance conformance = Conformance.of(Target.at(bare.uri()));
      for (Row row : Conformance.rows()) {
        if (!row.needs().isEmpty()) {
          Finding finding = conformance.ask(row);
          assertThat(finding.state()).isEqualTo(State.NOT_ASKED);
          assertThat(finding.seen()).startsWith("not offered: ");
        }
      }
    }
  }

  /** What the draft does not say, nobody can know who has not read our pages. */
  @Test
  void a_server_with_other_names_is_not_asked_for_ours_and_is_right_without_them()
      throws Exception {
    Set<Mistake> otherNames =
        Set.of(
            Mistake.QUOTED_AND_BARE_DIFFER,
            Mistake.DOES_NOT_MARK,
            Mistake.DOES_NOT_ECHO,
            Mistake.ERRORS_ARE_PLAIN_TEXT);
    Set<Offer> ours = Set.of(Offer.BARE, Offer.REPLAY_MARKER, Offer.KEY_ECHO, Offer.PROBLEMS);
    try (Lives lives = new Lives(otherNames, ours)) {
      Score score = Conformance.of(lives.target()).run();
      score.assertConforms();
      assertThat(score.of(State.NOT_ASKED))
          .extracting(finding -> finding.row().id())
          .contains("A.2/4", "A.6/3 marker", "A.6/3 echo", "A.6/4", "A.6/5 key-reused")
          .doesNotContain("A.4/done", "A.4/other", "A.6/4 validation", "A.2/1 link");
    }
  }

  @Test
  void an_application_without_the_contract_is_refused() throws Exception {
    try (Bare bare = new Bare("hello", "hello")) {
      assertThatThrownBy(() -> Conformance.of(Target.at(bare.uri())))
          .isInstanceOf(TestkitException.class)
          .hasMessageContaining("SEMEL-360")
          .hasMessageContaining("GET /conformance answered 200");
    }
  }

  @Test
  void a_server_elsewhere_is_refused_unless_allowed() {
    Target elsewhere = Target.at(URI.create("http://192.0.2.1:8080"));
    assertThatThrownBy(() -> Conformance.of(elsewhere))
        .isInstanceOf(TestkitException.class)
        .hasMessageContaining("SEMEL-320")
        .hasMessageContaining("allowRemote()");
    assertThat(elsewhere.allowRemote().address().getHostAddress()).isEqualTo("192.0.2.1");
  }

  @Test
  void a_server_that_never_answers_is_not_waited_for_longer_than_said() throws Exception {
    try (java.net.ServerSocket silent =
        new java.net.ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Target target =
          Target.at(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
              .waitingAtMost(Duration.ofMillis(200));
      assertThatThrownBy(() -> Conformance.of(target))
          .isInstanceOf(TestkitException.class)
          .hasMessageContaining("expected an answer to GET /conformance");
    }
  }

  @Test
  void a_path_of_the_contract_may_be_another_one() {
    Target target =
        Target.at(URI.create("http://127.0.0.1:1/api/"))
            .path("/charges", "/v2/payments")
            .path("/control", "/test/control");
    assertThat(target.pathOf("/charges?a=1")).isEqualTo("/api/v2/payments?a=1");
    assertThat(target.pathOf("/control/store?up=true"))
        .isEqualTo("/api/test/control/store?up=true");
    assertThat(target.pathOf("/effects")).isEqualTo("/api/effects");
  }

  @Test
  void the_table_says_row_state_title_and_what_was_seen() throws Exception {
    Score score = scoreWith(Set.of(Mistake.LOSES_ETAG));
    assertThat(score.toString())
        .contains("A.6/2 kept")
        .contains(" · failed    · Content-Type, ")
        .contains("expected ETag: ")
        .contains(" · passed    · ")
        .endsWith(score.summary());
    assertThatThrownBy(score::assertConforms)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("1 failed")
        .hasMessageContaining("A.6/2 kept");
  }

  private static Score scoreWith(Set<Mistake> mistakes) throws IOException {
    try (Lives lives = new Lives(mistakes)) {
      return Conformance.of(lives.target()).run();
    }
  }

  /** A server that answers two questions and nothing else. */
  private static final class Bare implements AutoCloseable {
    private final HttpServer server;

    Bare(String conformance, String effects) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
      server.createContext(
          "/",
          exchange -> {
            boolean asked = exchange.getRequestURI().getPath().equals("/conformance");
            byte[] body = ReferenceApplication.utf8(asked ? conformance : effects);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
