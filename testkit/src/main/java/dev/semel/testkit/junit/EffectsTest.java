// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class whose methods are delivered twice, or die everywhere. What is wrong with its
 * annotations is said before any of its tests runs. Immutable, like every annotation.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(EffectsExtension.class)
public @interface EffectsTest {}
