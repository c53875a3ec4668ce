// SPDX-License-Identifier: Apache-2.0
package dev.semel.kafka.internal.transform;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the user makes of a record. */
@FunctionalInterface
public interface TransformStep {
  List<ProducerRecord<byte[], byte[]>> apply(ConsumerRecord<byte[], byte[]> incoming)
      throws Exception;
}
