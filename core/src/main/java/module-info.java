// SPDX-License-Identifier: Apache-2.0
/** The ledger, its doors and its dialects. */
module dev.semel.core {
  requires transitive java.sql;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports dev.semel;
  exports dev.semel.recipe;
  exports dev.semel.remote;
  exports dev.semel.spi;
}
