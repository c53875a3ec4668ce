// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import java.io.IOException;
import java.util.Optional;

/** A request that is under way on a connection of its own. For one thread. */
final class Pending {
  private final Visit visit;
  private final Line line;
  private final String method;
  private final String name;

  Pending(Visit visit, Line line, String method, String name) {
    this.visit = visit;
    this.line = line;
    this.method = method;
    this.name = name;
  }

  Answer answer() throws Unmet {
    return answer(false);
  }

  /** Whether something came already. */
  boolean isAnswered() {
    return line.isAnswered();
  }

  /** The answer, unless the connection ends before one has come. */
  Optional<Answer> answerIfAny() {
    try {
      return Optional.of(answer());
    } catch (Unmet e) {
      visit.saw(name + " closed without an answer that can be read");
      return Optional.empty();
    }
  }

  /** What comes next; {@code interim} takes an answer of 1xx as one. */
  Answer answer(boolean interim) throws Unmet {
    try {
      Answer answer = line.read(method, interim);
      visit.saw(name + " " + answer.status());
      return answer;
    } catch (IOException | NumberFormatException e) {
      throw visit.unmet("an answer to " + name, String.valueOf(e.getMessage()));
    }
  }

  /** More bytes of the request. */
  void write(byte[] bytes) throws Unmet {
    try {
      line.write(bytes);
    } catch (IOException e) {
      throw visit.unmet("the rest of " + name + " to be read", String.valueOf(e.getMessage()));
    }
  }

  /** The client goes away. */
  void hangUp() {
    visit.saw("the client hangs up");
    line.reset();
  }
}
