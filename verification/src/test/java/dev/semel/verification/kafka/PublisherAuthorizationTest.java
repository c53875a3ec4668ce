// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.Key;
import dev.semel.Message;
import dev.semel.Relay;
import dev.semel.Semel;
import dev.semel.embedded.EmbeddedKafka;
import dev.semel.kafka.KafkaPublisher;
import dev.semel.verification.databases.Eventually;
import dev.semel.verification.databases.Server;
import dev.semel.verification.databases.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** A broker that looks at rights: some topics may not be written to, one not even be seen. */
class PublisherAuthorizationTest {
  @Test
  void what_may_not_be_written_is_parked_and_sent_once_it_may() throws Exception {
    try (EmbeddedKafka kafka = broker();
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
        TestDatabase db = Server.H2.open()) {
      // A topic somebody has rules for is closed to all others; the rest is open to everybody.
      allow(admin, "read-only", AclOperation.DESCRIBE);
      allow(admin, "secret", AclOperation.DELETE, "User:somebody-else");
      Semel semel = Semel.on(db.dataSource());
      semel.once(
          Key.of("publish", "1"),
          tx ->
              tx.publish(
                  Message.to("open").key("a").body("one"),
                  Message.to("read-only").key("a").id("the-id").body("two"),
                  Message.to("secret").key("a").body("three")));

      drain(semel, kafka, 1);

      assertThat(semel.outbox().parked("relay", 10))
          .hasSize(2)
          .allSatisfy(
              parked ->
                  assertThat(parked.error())
                      .startsWith("SEMEL-411")
                      .contains("TopicAuthorizationException", parked.topic()));
      assertThat(TopicContents.all(kafka, "open")).hasSize(1);

      admin.deleteAcls(List.of(AclBindingFilter.ANY)).all().get(30, TimeUnit.SECONDS);
      semel.outbox().retry("relay", "the-id");
      drain(semel, kafka, 1);
      assertThat(TopicContents.all(kafka, "read-only"))
          .extracting(TopicContents::id)
          .containsExactly("the-id");
    }
  }

  private static EmbeddedKafka broker() {
    return EmbeddedKafka.with()
        .setting("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
        .setting("allow.everyone.if.no.acl.found", "true")
        .topic("open", 1)
        .topic("read-only", 1)
        .topic("secret", 1)
        .start();
  }

  private static void allow(Admin admin, String topic, AclOperation operation) throws Exception {
    allow(admin, topic, operation, "User:ANONYMOUS");
  }

  private static void allow(Admin admin, String topic, AclOperation operation, String who)
      throws Exception {
    AclBinding rule =
        new AclBinding(
            new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL),
            new AccessControlEntry(who, "*", operation, AclPermissionType.ALLOW));
    admin.createAcls(List.of(rule)).all().get(30, TimeUnit.SECONDS);
  }

  private static void drain(Semel semel, EmbeddedKafka kafka, int expected) {
    try (Relay relay =
        semel.relay().to(KafkaPublisher.to(kafka.bootstrapServers()).build()).build()) {
      AtomicInteger sent = new AtomicInteger();
      Eventually.holds("all are sent", () -> sent.addAndGet(relay.runOnce()) >= expected);
      assertThat(sent).hasValue(expected);
    }
  }
}
