// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownProducerIdException;
import org.apache.kafka.common.errors.UnknownServerException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;

class SendVerdictTest {
  @Test
  void what_no_retry_helps_against_is_refused() {
    assertAll(
        SendVerdict.REFUSED,
        new RecordTooLargeException("x"),
        new RecordBatchTooLargeException("x"),
        new InvalidTopicException("x"),
        new TopicAuthorizationException("x"),
        new InvalidRecordException("x"),
        new InvalidTimestampException("x"),
        new PolicyViolationException("x"));
  }

  @Test
  void what_leaves_it_open_whether_the_record_is_there_is_unknown() {
    assertAll(
        SendVerdict.UNKNOWN,
        new TimeoutException("x"),
        new BufferExhaustedException("x"),
        new NetworkException("x"),
        new DisconnectException("x"),
        new NotEnoughReplicasException("x"),
        new NotEnoughReplicasAfterAppendException("x"),
        new NotLeaderOrFollowerException("x"),
        new KafkaStorageException("x"),
        new UnknownTopicOrPartitionException("x"),
        new SaslAuthenticationException("x"),
        new SslAuthenticationException("x"),
        new UnknownServerException("x"));
  }

  @Test
  void what_ends_the_producer_is_broken() {
    assertAll(
        SendVerdict.BROKEN,
        new ProducerFencedException("x"),
        new InvalidProducerEpochException("x"),
        new InvalidPidMappingException("x"),
        new OutOfOrderSequenceException("x"),
        new UnknownProducerIdException("x"),
        new ClusterAuthorizationException("x"),
        new TransactionalIdAuthorizationException("x"),
        new KafkaException("in an error state"),
        new IllegalStateException("closed"));
  }

  @Test
  void whatever_else_a_broker_says_is_an_attempt() {
    assertAll(
        SendVerdict.FAILED,
        new UnsupportedVersionException("x"),
        new UnsupportedCompressionTypeException("x"),
        new SecurityDisabledException("x"),
        new InvalidRequiredAcksException("x"));
  }

  private static void assertAll(SendVerdict expected, Exception... errors) {
    assertThat(Set.of(errors))
        .allSatisfy(error -> assertThat(SendVerdict.of(error)).as("%s", error).isEqualTo(expected));
  }
}
