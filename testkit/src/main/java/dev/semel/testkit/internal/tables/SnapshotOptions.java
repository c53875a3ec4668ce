// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.tables;

import java.util.ArrayList;
import java.util.List;

/**
 * What a snapshot looks at. Immutable.
 *
 * @param schemas the schemas to read; empty means the current one of the connection
 * @param ignoredTables as {@code table} or {@code schema.table}
 * @param ignoredColumns as {@code table.column} or {@code schema.table.column}
 * @param ignoringGeneratedKeys whether keys that the database makes up are left out, with the
 *     columns that refer to them
 * @param memoryBytesMax about how much one snapshot may keep
 */
public record SnapshotOptions(
    List<String> schemas,
    List<String> ignoredTables,
    List<String> ignoredColumns,
    boolean ignoringGeneratedKeys,
    long memoryBytesMax) {
  private static final int SNAPSHOTS_AT_A_TIME = 8;

  public SnapshotOptions {
    schemas = List.copyOf(schemas);
    ignoredTables = List.copyOf(ignoredTables);
    ignoredColumns = List.copyOf(ignoredColumns);
  }

  /** Everything in the current schema. */
  public static SnapshotOptions standard() {
    long memory = Runtime.getRuntime().maxMemory() / SNAPSHOTS_AT_A_TIME;
    return new SnapshotOptions(List.of(), List.of(), List.of(), false, memory);
  }

  public SnapshotOptions in(List<String> names) {
    return new SnapshotOptions(
        names, ignoredTables, ignoredColumns, ignoringGeneratedKeys, memoryBytesMax);
  }

  public SnapshotOptions ignoringTable(String name) {
    return new SnapshotOptions(
        schemas, with(ignoredTables, name), ignoredColumns, ignoringGeneratedKeys, memoryBytesMax);
  }

  public SnapshotOptions ignoringColumn(String name) {
    return new SnapshotOptions(
        schemas, ignoredTables, with(ignoredColumns, name), ignoringGeneratedKeys, memoryBytesMax);
  }

  public SnapshotOptions ignoringGeneratedKeys(boolean ignored) {
    return new SnapshotOptions(schemas, ignoredTables, ignoredColumns, ignored, memoryBytesMax);
  }

  public SnapshotOptions keeping(long bytesMax) {
    return new SnapshotOptions(
        schemas, ignoredTables, ignoredColumns, ignoringGeneratedKeys, bytesMax);
  }

  private static List<String> with(List<String> list, String more) {
    List<String> longer = new ArrayList<>(list);
    longer.add(more);
    return longer;
  }
}
