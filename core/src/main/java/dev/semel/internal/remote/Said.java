// SPDX-License-Identifier: Apache-2.0
package dev.semel.internal.remote;

import org.jspecify.annotations.Nullable;

/**
 * Who has said what.
 *
 * @param source such as {@code call}, {@code lookup}, {@code person alice}
 * @param says in a word
 */
record Said(String source, String says, @Nullable String detail) {
  String words() {
    return detail == null ? says : says + ": " + detail;
  }
}
