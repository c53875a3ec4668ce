// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.semel.testkit.Postgres;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost/db",
        "jdbc:postgresql://LOCALHOST:5432/db?user=u&password=p",
        "jdbc:postgresql://127.0.0.1:5432,127.8.8.8:5433/db?targetServerType=primary",
        "jdbc:postgresql://[::1]:5432/db",
        "jdbc:postgresql:db",
        "jdbc:postgresql:///db",
        "jdbc:p6spy:postgresql://localhost/db",
        "jdbc:mariadb://localhost/db?user=root&sslMode=disable",
        "jdbc:mariadb:replication://localhost:1,127.0.0.1:2/db",
        "jdbc:mariadb://address=(host=localhost)(port=3306)(type=primary)/db",
        "jdbc:mariadb://localhost/db?localSocket=/run/mysqld.sock",
        "jdbc:mysql://root:secret@localhost:3306/db",
        "jdbc:mysql:loadbalance://127.0.0.1,[::1]/db",
        "jdbc:mysql://(host=127.0.0.1,port=1),localhost:2/db",
        "jdbc:h2:mem:test;DB_CLOSE_DELAY=-1",
        "jdbc:h2:mem:",
        "jdbc:h2:~/test",
        "jdbc:h2:file:./target/x",
        "jdbc:h2:split:nio:/tmp/x",
        "jdbc:h2:tcp://localhost:9092/mem:x",
        "jdbc:h2:ssl://127.0.0.1/~/x",
      })
  void a_database_of_this_machine(String url) {
    assertThat(Loopback.objection(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://192.0.2.1/db?password=secret | it is on host '192.0.2.1'",
        "jdbc:postgresql://localhost,192.0.2.1:5433/secret | it is on host '192.0.2.1'",
        "jdbc:postgresql://[2001:db8::1]/db | it is on host '2001:db8::1'",
        "jdbc:postgresql:///db?PGHOST=192.0.2.1 | its URL has the parameter 'PGHOST', which may lead anywhere",
        "jdbc:postgresql://localhost/db?user=u&socketFactory=secret | its URL has the parameter 'socketFactory', which may lead anywhere",
        "jdbc:p6spy:postgresql://192.0.2.1/db | it is on host '192.0.2.1'",
        "jdbc:mariadb://192.0.2.1:3306/db | it is on host '192.0.2.1'",
        "jdbc:mariadb:replication://localhost,192.0.2.1/db | it is on host '192.0.2.1'",
        "jdbc:mariadb://address=(host=192.0.2.1)(port=3306),address=(host=localhost)/db | it is on host '192.0.2.1'",
        "jdbc:mysql://(host=localhost,port=1),192.0.2.1:2/db | it is on host '192.0.2.1'",
        "jdbc:mysql://root:secret@192.0.2.1/db | it is on another host",
        "jdbc:mysql://root:sec,ret@localhost/db | it is on another host",
        "jdbc:mysql://root@192.0.2.1,root@localhost/db | it is on another host",
        "jdbc:h2:tcp://192.0.2.1/~/secret | it is on host '192.0.2.1'",
        "jdbc:h2:tcp://localhost,192.0.2.1:9/x | it is on host '192.0.2.1'",
        "jdbc:h2:ssl://192.0.2.1:9/x;PASSWORD=secret | it is on host '192.0.2.1'",
        "jdbc:oracle:thin:u/secret@localhost:1521/x | the kit cannot tell where jdbc:oracle: URLs lead to",
        "jdbc:secret@localhost | the kit cannot tell where such URLs lead to",
        "jdbc:mysql+srv://localhost/db | the kit cannot tell where jdbc:mysql+srv: URLs lead to",
      })
  void another_database_is_objected_to_without_a_secret(String url, String objection) {
    assertThat(Loopback.objection(url))
        .hasValue(objection)
        .get()
        .asString()
        .doesNotContain("secret");
  }

  @Test
  void no_url_is_an_objection() {
    assertThat(Loopback.objection((String) null)).hasValue("its driver does not say where it is");
  }

  @Test
  void it_sees_through_pools_and_proxies() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setDataSource(Postgres.fresh());
    config.setMaximumPoolSize(1);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertThat(Loopback.objection(pool)).isEmpty();
      DataSource proxy =
          (DataSource)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {DataSource.class},
                  (self, method, arguments) -> method.invoke(pool, arguments));
      assertThat(Loopback.objection(proxy)).isEmpty();
    }
  }
}
