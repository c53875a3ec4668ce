// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.semel.Codec;
import dev.semel.Key;
import dev.semel.Outcome;
import dev.semel.Semel;
import dev.semel.verification.databases.Sql;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What keys and results are, down to the bytes. */
@OnEveryServer
class ResultsContractTest extends Contract {

  private boolean applies(Key key) {
    return !((Outcome.Done<Void>) semel.attempt(key, tx -> {})).replayed();
  }

  @Test
  void keys_that_differ_in_any_byte_are_different_keys() {
    String scope = fresh().scope();
    String uuid = "0192f0c1-2b3c-7def-8abc-0123456789ab";
    for (String id :
        new String[] {
          "Order-1",
          "order-1",
          "ORDER-1",
          uuid,
          uuid.toUpperCase(java.util.Locale.ROOT),
          uuid + "-",
          "{" + uuid + "}",
          uuid.replace("-", ""),
          "a\\",
          "a\\\\",
          "a'",
          "a\"",
          "a%",
          "a_",
          "x".repeat(255),
          "x".repeat(254)
        }) {
      assertThat(applies(Key.of(scope, id))).as("first %s", id).isTrue();
      assertThat(applies(Key.of(scope, id))).as("again %s", id).isFalse();
    }
  }

  @Test
  void the_doors_agree_on_what_a_key_is() {
    String scope = fresh().scope();
    List<String> ids = List.of("it's", "back\\slash", "quo\"te", "Order-1", "order-1", "%", "#;--");
    semel.batch(scope, ids).keyedBy(id -> id).apply((tx, id) -> {});
    ids.forEach(id -> assertThat(applies(Key.of(scope, id))).as(id).isFalse());
  }

  @Test
  void a_uuid_is_stored_as_itself_without_text() {
    Key key = Key.of(fresh().scope(), UUID.fromString("6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d"));
    assertThat(applies(key)).isTrue();
    String stored =
        Sql.text(
            db.dataSource(),
            "select "
                + (db.isMariaDb() ? "lower(hex(l.key_id))" : "cast(l.key_id as varchar(36))")
                + " from semel_ledger l join semel_scope s on s.id = l.scope where s.name = ? and"
                + " l.key_text is null",
            key.scope());
    assertThat(stored.replace("-", "")).isEqualTo(key.id().replace("-", ""));
  }

  @Test
  void ids_that_databases_would_merge_are_refused() {
    for (String id :
        new String[] {"Ordér-1", "order-1 ", " order-1", "", "a\tb", "x".repeat(256)}) {
      assertThatThrownBy(() -> Key.of("scope", id))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("SEMEL-020");
    }
  }

  @Test
  void a_uuid_forged_to_equal_the_hash_of_a_text_does_not_collide_with_it() throws Exception {
    String scope = fresh().scope();
    String text = "invoice-4711";
    ByteBuffer hash =
        ByteBuffer.wrap(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII)));
    long high = hash.getLong();
    long low = hash.getLong();
    UUID plain = new UUID(high, low);
    UUID stored = new UUID(high & ~0xF000L | 0x8000L, low & ~(0b11L << 62) | (0b10L << 62));
    assertThat(applies(Key.of(scope, text))).isTrue();
    assertThat(applies(Key.of(scope, stored))).as("the stored form, forged").isTrue();
    assertThat(applies(Key.of(scope, plain))).as("the bare hash, forged").isTrue();
    assertThat(applies(Key.of(scope, text))).isFalse();
    assertThat(applies(Key.of(scope, stored))).isFalse();
  }

  @Test
  void results_come_back_byte_by_byte() {
    Codec<byte[]> bytes = Codec.bytes("application/octet-stream");
    byte[] all = new byte[64 * 1024];
    long seed = 4711;
    System.out.println("seed " + seed);
    new Random(seed).nextBytes(all);
    for (byte[] result : new byte[][] {all, {}, {0}, {0, 0}, {(byte) 0xff, '\\', '\'', 0, 10}}) {
      Key key = fresh();
      assertThat(semel.once(key, bytes, tx -> result)).isEqualTo(result);
      assertThat(semel.once(key, bytes, tx -> new byte[] {1, 2, 3})).isEqualTo(result);
    }
  }

  @Test
  void a_codec_may_encrypt() {
    Key key = fresh();
    Codec<String> secret = new Xor();
    assertThat(semel.once(key, secret, tx -> "4111 1111 1111 1111")).startsWith("4111");
    assertThat(semel.once(key, secret, tx -> "other")).isEqualTo("4111 1111 1111 1111");
    byte[] kept = semel.once(key, Codec.bytes("any"), tx -> new byte[0]);
    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain("4111");
  }

  /** Stands for a cipher. */
  private static final class Xor implements Codec<String> {
    @Override
    public String contentType() {
      return "application/x-secret";
    }

    @Override
    public byte[] encode(String result) {
      return mixed(result.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String decode(String contentType, byte[] bytes) {
      assertThat(contentType).isEqualTo(contentType());
      return new String(mixed(bytes), StandardCharsets.UTF_8);
    }

    private static byte[] mixed(byte[] bytes) {
      byte[] mixed = Arrays.copyOf(bytes, bytes.length);
      for (int i = 0; i < mixed.length; i++) {
        mixed[i] ^= (byte) 0xa5;
      }
      return mixed;
    }
  }

  @Test
  void a_result_over_the_limit_is_refused_and_nothing_applied() throws Exception {
    Semel small = Semel.with(db.dataSource()).resultBytesMax(10).build();
    for (Door door : Door.values()) {
      Key key = fresh();
      if (door.hasResult()) {
        // The results of these tests are longer than ten bytes.
        Throwable caught =
            catchThrowable(() -> door.deliver(small, db.dataSource(), key, inserting(key)));
        assertCode(caught, "SEMEL-018");
        assertNothingHappened(key);
        assertRedeliveryHeals(door, key);
      }
    }
  }

  @Test
  void a_codec_that_dies_leaves_nothing() throws Exception {
    for (boolean optimistic : new boolean[] {true, false}) {
      Key key = fresh();
      Codec<String> dying = new Dying();
      Semel one = optimistic ? semel.optimistic() : semel;
      Throwable caught =
          catchThrowable(
              () ->
                  one.once(
                      key,
                      dying,
                      tx -> {
                        db.insertEffect(tx.connection(), key.id(), "half");
                        return "result";
                      }));
      assertThat(caught).isInstanceOf(StackOverflowError.class);
      assertNothingHappened(key);
      assertRedeliveryHeals(Door.ONCE, key);
    }
  }

  /** Runs out of stack, as recursive serializers do. */
  private static final class Dying implements Codec<String> {
    @Override
    public String contentType() {
      return "dying";
    }

    @Override
    public byte[] encode(String result) {
      throw new StackOverflowError();
    }

    @Override
    public String decode(String contentType, byte[] bytes) {
      throw new StackOverflowError();
    }
  }

  @Test
  void a_rejection_is_a_result_and_is_replayed() {
    Key key = fresh();
    assertThat(semel.once(key, Codec.text(), tx -> "REJECTED: no funds")).startsWith("REJECTED");
    Outcome<String> again = semel.attempt(key, Codec.text(), tx -> "ACCEPTED");
    assertThat(again).isEqualTo(new Outcome.Done<>("REJECTED: no funds", true));
  }
}
