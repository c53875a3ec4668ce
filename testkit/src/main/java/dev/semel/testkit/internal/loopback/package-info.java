// SPDX-License-Identifier: Apache-2.0
/** Says whether a database is one of this machine, judging by the URL its driver was given. */
@NullMarked
package dev.semel.testkit.internal.loopback;

import org.jspecify.annotations.NullMarked;
