// SPDX-License-Identifier: Apache-2.0
/** How things are hashed here: every part with its length before it. Knows no other room. */
@NullMarked
package dev.semel.http.internal.digest;

import org.jspecify.annotations.NullMarked;
