// SPDX-License-Identifier: Apache-2.0
/** The proof kit: for any Java code, also such as has never heard of Semel. */
module dev.semel.testkit {
  requires jdk.httpserver;
  requires jdk.jfr;
  requires static transitive org.jspecify;
  requires static transitive org.junit.jupiter.api;
  requires transitive java.net.http;
  requires transitive java.sql;

  exports dev.semel.testkit;
  exports dev.semel.testkit.history;
  exports dev.semel.testkit.http;
  exports dev.semel.testkit.junit;
  exports dev.semel.testkit.network;
  exports dev.semel.testkit.property;
}
