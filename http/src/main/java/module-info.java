// SPDX-License-Identifier: Apache-2.0
/** HTTP: the same request twice gets the same answer, and one effect. */
module dev.semel.http {
  requires org.slf4j;
  requires static transitive org.jspecify;
  requires transitive dev.semel.core;
  requires transitive java.net.http;
  requires static transitive jakarta.servlet;
  requires static transitive jdk.httpserver;

  exports dev.semel.http;
  exports dev.semel.http.client;
  exports dev.semel.http.jdk;
  exports dev.semel.http.servlet;
}
