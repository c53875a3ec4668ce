// SPDX-License-Identifier: Apache-2.0
package dev.semel.verification.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.semel.verification.databases.Sql;
import javax.sql.DataSource;

/** Every place a cursor has been at, written down by a trigger. */
final class Positions {
  private final DataSource dataSource;

  private Positions(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  static Positions watch(DataSource dataSource) {
    Sql.run(
        dataSource,
        """
        create table position
          (n bigserial, fence bigint not null, stamp xid8 not null, id bigint not null)""");
    Sql.run(
        dataSource,
        """
        create function write_position() returns trigger language plpgsql as $$
        begin
          insert into position (fence, stamp, id) values (new.fence, new.stamp, new.id);
          return null;
        end $$""");
    Sql.run(
        dataSource,
        "create trigger position after update on semel_relay for each row execute function"
            + " write_position()");
    return new Positions(dataSource);
  }

  long fence() {
    return Sql.number(dataSource, "select max(fence) from position");
  }

  /** Nobody moved the cursor back, and nobody wrote under a fence that was over. */
  void assertOnlyForward() {
    assertThat(
            Sql.texts(
                dataSource,
                """
                select 'fence ' || fence || ': ' || stamp || ':' || id || ' after fence ' || fence_before
                       || ': ' || stamp_before || ':' || id_before
                  from (select n, fence, stamp, id,
                               lag(fence) over (order by n) as fence_before,
                               lag(stamp) over (order by n) as stamp_before,
                               lag(id) over (order by n) as id_before
                          from position) as p
                 where (stamp, id) < (stamp_before, id_before) or fence < fence_before
                 order by n"""))
        .as("moves of the cursor that undo another's")
        .isEmpty();
  }
}
