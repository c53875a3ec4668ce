// SPDX-License-Identifier: Apache-2.0
/**
 * From a header field to the id of a key in the ledger.
 *
 * <pre>
 *   "order-42";v=1  ──KeyField──►  order-42  ──KeyIdentity, with the caller──►  43 characters
 * </pre>
 *
 * <p>{@code KeyField} decides what a key is. The field is one String of RFC 9651, and what is not
 * one is refused: that RFC would let us ignore the field, but then the request would run
 * unprotected. Many clients send their keys without the quotes; unless the operation is strict,
 * such a key is the same key as the quoted one, since a client that is upgraded between two
 * attempts sends both forms. Nothing else is made equal: case, spaces inside the quotes and length
 * all count.
 *
 * <p>{@code KeyIdentity} is what the ledger gets: a hash of tenant, caller and key, each with its
 * length before it. So no collation, no padding and no limit of a column can make one key of two,
 * and nobody can choose a key that reaches into another caller's.
 */
@NullMarked
package dev.semel.http.internal.key;

import org.jspecify.annotations.NullMarked;
