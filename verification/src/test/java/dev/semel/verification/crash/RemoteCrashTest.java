// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Codec;
import dev.semel.Semel;
import dev.semel.remote.Call;
import dev.semel.remote.CallException;
import dev.semel.remote.Ending;
import dev.semel.remote.Finding;
import dev.semel.remote.RemoteEffect;
import dev.semel.remote.RemoteEffectBuilder;
import dev.semel.remote.RemoteOutcome;
import dev.semel.testkit.Crash;
import dev.semel.testkit.CrashReport;
import dev.semel.testkit.Invariant;
import dev.semel.testkit.Invariants;
import dev.semel.testkit.World;
import dev.semel.testkit.network.FakeProvider;
import dev.semel.testkit.network.Misbehaviour;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.Sql;
import dev.semel.verification.databases.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process dies at every place of a remote effect, while the gateway charges and drops its first
 * answer: at most one charge, and the books know of it or say that they do not know.
 */
class RemoteCrashTest {
  private static final boolean FULL = Boolean.getBoolean("semel.full");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What the gateway can do, as the effect says. */
  enum Can {
    KEY {
      @Override
      RemoteEffectBuilder<String, String> on(RemoteEffectBuilder<String, String> effect, Till t) {
        return effect.idempotentFor(Duration.ofHours(24));
      }
    },
    LOOKUP {
      @Override
      RemoteEffectBuilder<String, String> on(RemoteEffectBuilder<String, String> effect, Till t) {
        return effect
            .lookup((call, request) -> t.look(call), Duration.ZERO)
            .arrivingWithin(Duration.ofMillis(1))
            .neverArrivingLater();
      }
    },
    KEY_AND_LOOKUP {
      @Override
      RemoteEffectBuilder<String, String> on(RemoteEffectBuilder<String, String> effect, Till t) {
        return KEY.on(LOOKUP.on(effect, t), t);
      }
    },
    NOTHING {
      @Override
      RemoteEffectBuilder<String, String> on(RemoteEffectBuilder<String, String> effect, Till t) {
        return effect.neverRepeat();
      }
    },
    /** The mistake: a gateway that cannot do it is said to know its keys. */
    NOTHING_BUT_SAYS_KEY {
      @Override
      RemoteEffectBuilder<String, String> on(RemoteEffectBuilder<String, String> effect, Till t) {
        return KEY.on(effect, t);
      }
    };

    abstract RemoteEffectBuilder<String, String> on(
        RemoteEffectBuilder<String, String> effect, Till till);
  }

  /** The gateway as one life of the process sees it. */
  private record Till(HttpClient http, URI charges, boolean keys) {
    String charge(Call call) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(charges)
              .timeout(PATIENCE)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(HttpRequest.BodyPublishers.ofByteArray(call.bytes()));
      // Without it the gateway takes every request for a new one.
      request.header("Idempotency-Key", keys ? call.key() : call.key() + "-" + call.attempt());
      HttpResponse<String> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 201) {
        throw CallException.of(Ending.AMBIGUOUS, "status " + answer.statusCode());
      }
      return "paid";
    }

    Finding<String> look(Call call) throws Exception {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(charges + "?key=" + call.key()))
              .timeout(PATIENCE)
              .build();
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      return status == 200 ? new Finding.Happened<>("paid") : new Finding.Absent<>();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING_BUT_SAYS_KEY")
  void at_most_one_charge_wherever_the_process_dies(Can can) {
    CrashReport report = run(can).assertHolds();
    Figures.tell("H2, remote effects, " + can, report);
  }

  @ParameterizedTest
  @EnumSource(names = "NOTHING_BUT_SAYS_KEY")
  void a_dishonest_choice_is_found(Can can) {
    assertThat(run(can).violations()).isNotEmpty();
  }

  private static CrashReport run(Can can) {
    AtomicInteger schedule = new AtomicInteger();
    try (TestDatabase database = Server.H2.open();
        FakeProvider provider = FakeProvider.start()) {
      // Who is first makes the scope, which is a step that is not there the next time.
      Semel.on(database.dataSource())
          .remote()
          .desk(effect(can, new Till(HTTP, provider.uri(), true)).build());
      Crash crash = Crash.in(database.dataSource());
      return (FULL ? crash : crash.withoutTwins())
          .given(
              ignored -> {
                schedule.incrementAndGet();
                provider.behave().next(Misbehaviour.DROP_AFTER_CHARGING);
              })
          .flow(world -> pay(world, provider, can, "order-" + schedule.get()))
          .always(
              Invariants.atMostOncePerKey(
                  "the gateway",
                  () -> provider.charges().stream().map(charge -> charge.reference()).toList()),
              booksAgree(database, provider, schedule))
          .run();
    }
  }

  /** Until it is over, or parked: the lease of a dead owner is short. */
  private static void pay(World world, FakeProvider provider, Can can, String order)
      throws Exception {
    Semel semel = world.withoutSteps(() -> Semel.on(world.database()));
    Till till = new Till(world.http(HTTP), provider.uri(), can != Can.NOTHING_BUT_SAYS_KEY);
    RemoteEffect<String, String> charge = effect(can, till).build();
    String request = "amount=4200&currency=EUR&reference=" + order;
    world.deliver(
        order,
        () -> {
          RemoteOutcome<String> outcome =
              semel.remote().waitingUpTo(Duration.ofSeconds(20)).attempt(charge, order, request);
          if (!(outcome instanceof RemoteOutcome.Parked)) {
            assertThat(outcome.orElseThrow()).isEqualTo("paid");
          }
        });
  }

  private static RemoteEffectBuilder<String, String> effect(Can can, Till till) {
    return can.on(
        RemoteEffect.named("charge", Codec.text(), Codec.text())
            .call((call, request) -> till.charge(call))
            .timeout(Duration.ofMillis(40))
            .skew(Duration.ofMillis(60))
            .pausing(Duration.ofMillis(1), Duration.ofMillis(2))
            .whenSucceeded((tx, subject, receipt) -> paid(tx.connection(), subject)),
        till);
  }

  private static void paid(Connection c, String order) throws SQLException {
    try (PreparedStatement paid =
        c.prepareStatement("insert into effect (id, what) values (?, 'paid')")) {
      paid.setString(1, order);
      paid.executeUpdate();
    }
  }

  /** Charged is paid, or somebody is asked; paid is charged. */
  private static Invariant booksAgree(
      TestDatabase database, FakeProvider provider, AtomicInteger schedule) {
    return ignored -> {
      String order = "order-" + schedule.get();
      boolean charged =
          provider.charges().stream().anyMatch(charge -> order.equals(charge.reference()));
      List<String> paid = database.effects(order);
      String state = state(database, order);
      boolean right =
          switch (state) {
            case "5" -> charged && paid.size() == 1;
            case "4" -> paid.isEmpty();
            default -> false;
          };
      return right
          ? List.of()
          : List.of(
              "%s: charged %s, paid %d times, state %s"
                  .formatted(order, charged, paid.size(), state));
    };
  }

  private static String state(TestDatabase database, String order) {
    List<String> states =
        Sql.texts(
            database.raw(),
            "select cast(state as varchar) from semel_journal where key_text = ?",
            order);
    return states.isEmpty() ? "none" : states.get(0);
  }
}
