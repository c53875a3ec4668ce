// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.property;

import dev.semel.testkit.property.Choices.Span;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One case that was run, and how it ended. Immutable as long as nobody writes to its choices. */
final class Trial {
  private static final int SHOWN_MAX = 4_000;

  private final long[] choices;
  private final List<Span> spans;
  private final String shown;
  private final boolean discarded;
  private final @Nullable Throwable failure;

  private Trial(Choices choices, String shown, boolean discarded, @Nullable Throwable failure) {
    this.choices = choices.made();
    this.spans = choices.spans();
    this.shown = shown;
    this.discarded = discarded;
    this.failure = failure;
  }

  static <T> Trial run(Gen<T> gen, Property.Check<T> check, Choices choices) {
    String shown = "";
    try {
      T value = gen.from(choices);
      shown = show(value);
      check.accept(value);
      return new Trial(choices, shown, false, null);
    } catch (Discarded discarded) {
      return new Trial(choices, shown, true, null);
    } catch (OutOfMemoryError hopeless) {
      throw hopeless;
    } catch (Throwable failure) {
      return new Trial(choices, shown, false, failure);
    }
  }

  long[] choices() {
    return choices;
  }

  List<Span> spans() {
    return spans;
  }

  /** The value as text, taken before the check could change it. */
  String shown() {
    return shown;
  }

  boolean discarded() {
    return discarded;
  }

  /** What the check threw, if it did. */
  @Nullable Throwable failure() {
    return failure;
  }

  boolean failed() {
    return failure != null;
  }

  /** Fewer choices are smaller; among as many, smaller first ones. */
  static int compare(long[] one, long[] other) {
    return one.length != other.length
        ? Integer.compare(one.length, other.length)
        : Arrays.compare(one, other);
  }

  private static String show(@Nullable Object value) {
    String text =
        value instanceof Object[] array ? Arrays.deepToString(array) : String.valueOf(value);
    return text.length() <= SHOWN_MAX
        ? text
        : "%s … (%,d characters more)"
            .formatted(text.substring(0, SHOWN_MAX), text.length() - SHOWN_MAX);
  }
}
