// SPDX-License-Identifier: Apache-2.0
/** The same action from many threads at the same moment, with an end whatever they do. */
@NullMarked
package dev.semel.testkit.internal.volley;

import org.jspecify.annotations.NullMarked;
