// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is what a process does, from its start to its end, and is called anew for every
 * schedule of deaths and after every death. It takes the {@link dev.semel.testkit.World}. The
 * fields of the test class outlive deaths: what the process has in memory is what the method
 * builds. See {@link dev.semel.testkit.Crash}. Immutable, like every annotation.
 *
 * <p>The system property {@code semel.plan} runs one schedule alone.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EffectsExtension.class)
@Test
public @interface CrashEverywhere {
  /** All schedules with at most so many deaths. */
  int deaths() default 1;

  /** If not 0, so many schedules drawn by the seed instead of all. */
  int sample() default 0;

  /**
   * The seed of a sample; another one each time if it is 0. The system property {@code semel.seed}
   * goes before it.
   */
  long seed() default 0;

  /** If not empty, one schedule alone, such as {@code 7,19}. */
  String plan() default "";
}
