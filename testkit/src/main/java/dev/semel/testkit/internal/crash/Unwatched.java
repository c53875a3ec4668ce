// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.internal.calls.CallWatcher;

/** For those who look at the world after the last life. */
final class Unwatched implements CallWatcher {}
