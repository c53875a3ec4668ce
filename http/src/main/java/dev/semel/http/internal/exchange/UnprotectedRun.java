// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import dev.semel.Key;
import dev.semel.Tx;
import dev.semel.http.Body;
import dev.semel.http.Ending;
import dev.semel.http.Outgoing;
import dev.semel.http.Problem;
import dev.semel.http.Reply;
import dev.semel.http.Running;
import java.util.List;
import java.util.Optional;

/** A request that is run without a claim, because its operation would rather run twice than not. */
record UnprotectedRun(String operation, Key key, Body body, Spool answer, Answers answers)
    implements Running {
  @Override
  public Optional<Tx> tx() {
    return Optional.empty();
  }

  @Override
  public Entered enter() {
    return () -> {};
  }

  @Override
  public void retryable() {}

  @Override
  public void resource(String id) {}

  @Override
  public boolean keeps(int status) {
    return false;
  }

  @Override
  public Ending finish(Outgoing answer) {
    return this.answer.state() == Spool.State.OPEN
        ? new Ending.Send(false, List.of(Exchange.IGNORED))
        : new Ending.Replace(answers.insteadOf(Problem.RESPONSE_TOO_LARGE));
  }

  @Override
  public Reply failed(Throwable why) {
    return answers.insteadOf(Problem.OUTCOME_UNKNOWN);
  }

  @Override
  public void abandon() {}

  @Override
  public void close() {
    answer.close();
    body.close();
  }
}
