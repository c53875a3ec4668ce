// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as it is read: the columns of its key first. Without a key it is a bag of rows.
 *
 * @param source its name in SQL
 * @param name its name in a report
 */
record Table(String source, String name, List<Column> columns, int keyColumns) {
  Table {
    columns = List.copyOf(columns);
  }

  boolean isBag() {
    return keyColumns == 0;
  }

  String select() {
    return columns.isEmpty()
        ? "select 1 from " + source
        : columns.stream().map(Column::selected).collect(Collectors.joining(", ", "select ", ""))
            + " from "
            + source;
  }

  void read(ResultSet row, RowBuffer buffer) throws SQLException {
    buffer.clear();
    for (int i = 0; i < columns.size(); i++) {
      columns.get(i).type().read(row, i + 1, buffer);
      if (i + 1 == keyColumns) {
        buffer.endOfKey();
      }
    }
  }
}
