// SPDX-License-Identifier: Apache-2.0
/**
 * Real databases for tests: one server of a kind per JVM, one fresh database per test class.
 *
 * <p>PostgreSQL 18 comes from an artifact and H2 from the classpath, so they are always there. An
 * installed PostgreSQL and MariaDB are used where they are found; where not, the test is aborted
 * with a message that says what is missing, which reports as skipped and never as passed.
 */
package dev.semel.verification.databases;
