// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What must hold at the end of every schedule: a field of type {@link dev.semel.testkit.Invariant},
 * or a method that gives one, or one that asserts. A method may take the {@link
 * javax.sql.DataSource}; in a class without {@link DeliveredTwice} it may also take the {@link
 * dev.semel.testkit.Scenario.Outcome}, to look at topics. Immutable, like every annotation.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Always {}
