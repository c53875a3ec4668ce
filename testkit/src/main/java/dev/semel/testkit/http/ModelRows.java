// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.http;

import static dev.semel.testkit.http.Row.row;

import java.util.List;

/** A.1: what a request is, and what makes two of them the same. */
final class ModelRows {
  private ModelRows() {}

  static List<Row> rows() {
    return List.of(
        row(
            "A.1/alias",
            "another spelling of the path never runs a second time",
            v -> {
              v.created(v.charge());
              v.charge().to("/%63harges").send();
              v.charge().to("/charges/").send();
              v.effects(1, 1);
            }),
        row(
            "A.1/query-order",
            "the order of query names is nothing, the order of one name's values is something",
            v -> {
              Answer first = v.created(v.charge().to("/charges?a=1&b=2&a=3"));
              v.replayed(first, v.charge().to("/charges?b=2&a=1&a=3"));
              v.status(422, v.charge().to("/charges?a=3&b=2&a=1"), "values in another order");
              v.effects(1, 1);
            }),
        row(
            "A.1/glue",
            "fields that look alike when put together are told apart",
            v -> {
              v.created(v.charge().to("/charges?a=1&b=2"));
              v.status(422, v.charge().to("/charges?a=1%26b%3D2"), "one parameter instead of two");
              v.effects(1, 1);
            }),
        row(
            "A.1/media-type",
            "another media type is another request: 422",
            v -> {
              v.created(v.charge());
              v.status(422, v.charge().type("application/vnd.other+json"), "another media type");
              v.effects(1, 1);
            }));
  }
}
