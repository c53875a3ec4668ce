// SPDX-License-Identifier: Apache-2.0
package dev.semel.http.internal.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoint a request is to, for whoever may route it. */
class ApiTest {
  private static final Api API =
      new Api(
          "api",
          null,
          URI.create("urn:x"),
          false,
          "/self-test",
          List.of(
              new Route("POST", "/v1/charges", new Policy("charge")),
              new Route("POST", "/v1/charges/{id}/refunds", new Policy("refund")),
              new Route("POST", "/v1/charges/all/refunds", new Policy("refund-all")),
              new Route("DELETE", "/v1/charges/{id}", new Policy("cancel"))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/charges",
        "/v1/charges/",
        "//v1//charges",
        "/v1/%63harges",
        "/v1/charges;v=1",
        "/v1/./charges",
        "/v1/x/../charges",
        "/v1/x/%2e%2e/charges"
      })
  void every_alias_of_a_path_is_that_path(String alias) {
    assertThat(API.match("POST", alias).orElseThrow().policy().name).isEqualTo("charge");
    assertThat(API.match("post", alias)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/Charges", "/v1", "/v1/charges/1", "/v1/chargesx", "/"})
  void another_path_is_none(String path) {
    assertThat(API.match("POST", path)).isEmpty();
  }

  @Test
  void a_method_that_is_not_registered_is_none() {
    assertThat(API.match("GET", "/v1/charges")).isEmpty();
    assertThat(API.match("PUT", "/v1/charges")).isEmpty();
  }

  @Test
  void what_a_path_says_itself_comes_before_a_variable() {
    Route.Match variable = API.match("POST", "/v1/charges/a%20b/refunds").orElseThrow();
    assertThat(variable.policy().name).isEqualTo("refund");
    assertThat(variable.variables()).isEqualTo(Map.of("id", "a b"));
    assertThat(API.match("POST", "/v1/charges/all/refunds").orElseThrow().policy().name)
        .isEqualTo("refund-all");
  }
}
