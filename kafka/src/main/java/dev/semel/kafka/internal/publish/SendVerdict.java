// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.publish;

import java.util.List;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnknownServerException;

/** What an error of a producer means for the record that was to be sent. */
public enum SendVerdict {
  /** It will never be taken: it is the record, or the topic. */
  REFUSED,
  /** It was looked at and not taken this time. */
  FAILED,
  /** Nobody knows whether it is there. */
  UNKNOWN,
  /** Nobody knows, and nothing else will get through this producer. */
  BROKEN;

  private static final List<Class<? extends ApiException>> REFUSALS =
      List.of(
          RecordTooLargeException.class,
          RecordBatchTooLargeException.class,
          InvalidTopicException.class,
          TopicAuthorizationException.class,
          InvalidRecordException.class,
          InvalidTimestampException.class,
          PolicyViolationException.class);

  private static final List<Class<? extends ApiException>> ENDS =
      List.of(
          ProducerFencedException.class,
          InvalidProducerEpochException.class,
          InvalidPidMappingException.class,
          OutOfOrderSequenceException.class,
          ClusterAuthorizationException.class,
          TransactionalIdAuthorizationException.class);

  /**
   * A server that only says that something went wrong may have kept the record all the same. What
   * is no answer of a server at all is the producer's own complaint: it is closed, or in a state in
   * which it takes nothing.
   */
  public static SendVerdict of(Throwable error) {
    if (isAny(REFUSALS, error)) {
      return REFUSED;
    }
    if (isAny(ENDS, error) || !(error instanceof ApiException)) {
      return BROKEN;
    }
    boolean unclear =
        error instanceof RetriableException
            || error instanceof AuthenticationException
            || error instanceof UnknownServerException;
    return unclear ? UNKNOWN : FAILED;
  }

  private static boolean isAny(List<Class<? extends ApiException>> kinds, Throwable error) {
    return kinds.stream().anyMatch(kind -> kind.isInstance(error));
  }
}
