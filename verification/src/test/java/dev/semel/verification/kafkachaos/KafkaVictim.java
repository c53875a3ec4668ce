// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.kafkachaos;

import dev.semel.embedded.EmbeddedKafka;

/** The broker. */
record KafkaVictim(EmbeddedKafka kafka) implements Victim {
  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public boolean isAtWork() {
    return kafka.isRunning();
  }

  @Override
  public void kill() {
    kafka.kill();
  }

  @Override
  public void restart() {
    int port = kafka.port();
    kafka.restart();
    if (kafka.port() != port) {
      throw new AssertionError("the broker has another port, which nobody here knows");
    }
  }

  @Override
  public void pause() {
    kafka.pause();
  }

  @Override
  public void resume() {
    kafka.resume();
  }
}
