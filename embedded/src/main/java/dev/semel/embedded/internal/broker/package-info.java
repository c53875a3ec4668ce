// SPDX-License-Identifier: Apache-2.0
/**
 * What runs in the JVM of a Kafka broker, and nowhere else: it formats the storage, starts the
 * broker and obeys its owner, who speaks to it through standard input and hears it through standard
 * output. Of everything Semel has, only these classes are on the class path of that JVM.
 */
@NullMarked
package dev.semel.embedded.internal.broker;

import org.jspecify.annotations.NullMarked;
