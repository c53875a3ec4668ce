// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Brings the database into the state in which every schedule begins; called before each, so it must
 * work any number of times. The method has no parameter, or takes the {@link javax.sql.DataSource}.
 * An outer class's come first. Immutable, like every annotation.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Given {}
