// SPDX-License-Identifier: Apache-2.0
/** Other libraries in front of one small application, under the HTTP conformance kit. */
package dev.semel.verification.peers;
