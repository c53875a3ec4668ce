// SPDX-License-Identifier: Apache-2.0
/** The servlet filter in an application of Spring Boot, over a real PostgreSQL. */
package dev.semel.verification.http.spring;
