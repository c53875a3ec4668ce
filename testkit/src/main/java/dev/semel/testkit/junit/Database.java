// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The database of the tests: a field of type {@link javax.sql.DataSource}, or a method without
 * parameters that gives one and is asked once for each test. Of a nested class and its outer one,
 * the inner one's counts. Immutable, like every annotation.
 */
@Documented
@Target({ElementType.FIELD, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
public @interface Database {}
