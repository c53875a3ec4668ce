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
 * A test that is one delivery of a message, and is called again: the second call must change
 * nothing. It takes the {@link javax.sql.DataSource} that the code under test is to use. See {@link
 * dev.semel.testkit.Twice}. Immutable, like every annotation.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EffectsExtension.class)
@Test
public @interface DeliveredTwice {
  /** How often in all. */
  int times() default 2;

  /** If not 0, so many threads at once instead of one delivery after the other. */
  int atOnce() default 0;

  /** Columns not to look at, as {@code table.column}. */
  String[] ignoring() default {};

  /** Tables not to look at. */
  String[] ignoringTables() default {};

  /** How a repeat may end instead of returning. */
  Class<? extends Throwable>[] aRepeatMayThrow() default {};
}
