// SPDX-License-Identifier: Apache-2.0
/**
 * The world outside a process, broken on purpose and on this machine only: a proxy that cuts,
 * resets and swallows what goes over any TCP connection at a byte that the test names, and a
 * payment gateway that charges without saying so.
 *
 * <p>Both count what really happened, not what was asked for: a test that claims a fault can show
 * that there was one.
 */
@NullMarked
package dev.semel.testkit.network;

import org.jspecify.annotations.NullMarked;
