// SPDX-License-Identifier: Apache-2.0
/** The test kit on the databases that only this module has. */
package dev.semel.verification.kit;
