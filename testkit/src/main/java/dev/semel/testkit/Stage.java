// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit;

import dev.semel.testkit.TestkitException.Code;
import dev.semel.testkit.internal.tables.Difference;
import dev.semel.testkit.internal.tables.RowChange;
import dev.semel.testkit.internal.tables.Snapshot;
import dev.semel.testkit.internal.tables.SnapshotOptions;
import dev.semel.testkit.internal.tables.TableChange;
import dev.semel.testkit.internal.tables.UnknownNameException;
import dev.semel.testkit.internal.volley.Jitter;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What a test looks at: the tables of one database, and places outside. For one thread while it is
 * set up.
 */
final class Stage {
  private static final int OUTSIDE_LINES = 20;

  /** Before an effect that should not be. */
  static final String MORE = "one more: ";

  private final DataSource database;
  private final List<OutsideEffects> places = new ArrayList<>();
  private SnapshotOptions options = SnapshotOptions.standard();
  private @Nullable Given given;
  private boolean remoteAllowed;

  Stage(DataSource database) {
    this.database = database;
  }

  /** How things stand: the rows, and every effect outside so far. */
  record Moment(Snapshot tables, List<List<String>> outside) {}

  DataSource database() {
    return database;
  }

  /** For deliveries at once: as it is, or in every other round with calls that wait a little. */
  DataSource databaseOf(int round) {
    return round % 2 == 1 ? database : Jitter.before(database);
  }

  void watch(OutsideEffects place) {
    places.add(place);
  }

  void ignoreColumn(String name) {
    options = options.ignoringColumn(name);
  }

  void ignoreTable(String name) {
    options = options.ignoringTable(name);
  }

  void lookIn(List<String> schemas) {
    options = options.in(schemas);
  }

  void ignoreGeneratedKeys(boolean ignored) {
    options = options.ignoringGeneratedKeys(ignored);
  }

  void allowRemote() {
    remoteAllowed = true;
  }

  void given(Given start) {
    given = start;
  }

  boolean hasGiven() {
    return given != null;
  }

  /** Refuses a database that is not of this machine. */
  void requireLoopback() {
    LoopbackOnly.require(database, remoteAllowed);
  }

  /** Puts the database into its starting state. */
  void reset() {
    if (given == null) {
      throw new IllegalStateException("no starting state");
    }
    try {
      given.in(database);
    } catch (Exception e) {
      throw new TestkitException(
          Code.BAD_STARTING_STATE,
          "the action of given(...) failed with " + Story.failure(e) + "; nothing was delivered",
          e);
    }
  }

  Moment now() {
    try {
      return new Moment(
          Snapshot.of(database, options), places.stream().map(OutsideEffects::entries).toList());
    } catch (UnknownNameException e) {
      throw new TestkitException(Code.UNKNOWN_NAME, String.valueOf(e.getMessage()), e);
    } catch (SQLException e) {
      throw unreadable(e);
    }
  }

  /** What was done between two moments of one run; in which words, if an effect is a repetition. */
  List<Change> changes(Moment before, Moment after, String ofEffects) {
    List<Change> changes = ofTables(before, after);
    for (int i = 0; i < places.size(); i++) {
      List<String> old = before.outside().get(i);
      List<String> all = after.outside().get(i);
      int from = Math.min(old.size(), all.size());
      addEffects(changes, i, all.subList(from, all.size()), Change.Kind.EFFECT_ADDED, ofEffects);
    }
    return changes;
  }

  /** In what the end of one run differs from the end of another that began alike. */
  List<Change> differences(Moment start, Moment end, Moment otherStart, Moment otherEnd) {
    List<Change> changes = ofTables(end, otherEnd);
    for (int i = 0; i < places.size(); i++) {
      List<String> effects = since(start, end, i);
      List<String> others = since(otherStart, otherEnd, i);
      List<String> added = new ArrayList<>(others);
      List<String> missing = new ArrayList<>(effects);
      effects.forEach(added::remove);
      others.forEach(missing::remove);
      addEffects(changes, i, added, Change.Kind.EFFECT_ADDED, MORE);
      addEffects(changes, i, missing, Change.Kind.EFFECT_MISSING, "missing: ");
    }
    return changes;
  }

  private static List<String> since(Moment start, Moment end, int place) {
    List<String> all = end.outside().get(place);
    return all.subList(Math.min(start.outside().get(place).size(), all.size()), all.size());
  }

  /** Names of the tables that are looked at. */
  static String tables(Moment moment) {
    List<String> names = moment.tables().tables();
    return names.isEmpty() ? "no table" : String.join(", ", names);
  }

  private static List<Change> ofTables(Moment before, Moment after) {
    Difference difference = before.tables().differencesTo(after.tables());
    List<Change> changes = new ArrayList<>();
    for (TableChange table : difference.tables()) {
      table.rows().forEach(row -> changes.add(ofRow(table.table(), row)));
      table.remark().ifPresent(text -> changes.add(ofTable(table.table(), text)));
    }
    return changes;
  }

  private static Change ofTable(String table, String text) {
    return new Change(Change.Kind.TABLE_CHANGED, table, Map.of(), List.of(), text);
  }

  private static Change ofRow(String table, RowChange row) {
    Map<String, String> key = new LinkedHashMap<>();
    row.key().forEach(cell -> key.put(cell.column(), String.valueOf(cell.after())));
    List<Change.Column> columns =
        row.cells().stream()
            .map(c -> new Change.Column(c.column(), c.before(), c.after(), c.difference()))
            .toList();
    Change.Kind kind =
        switch (row.kind()) {
          case ADDED -> Change.Kind.ROW_ADDED;
          case REMOVED -> Change.Kind.ROW_REMOVED;
          case CHANGED -> Change.Kind.ROW_CHANGED;
        };
    return new Change(kind, table, key, columns, row.text());
  }

  private void addEffects(
      List<Change> changes, int place, List<String> entries, Change.Kind kind, String words) {
    String name = places.get(place).name();
    entries.stream()
        .limit(OUTSIDE_LINES)
        .forEach(e -> changes.add(new Change(kind, name, Map.of(), List.of(), words + e)));
    int more = entries.size() - OUTSIDE_LINES;
    if (more > 0) {
      changes.add(new Change(kind, name, Map.of(), List.of(), "and " + more + " like these"));
    }
  }

  static TestkitException otherStart(List<Change> changes) {
    return new TestkitException(
        Code.BAD_STARTING_STATE,
        "given(...) left other rows another time, so that results cannot be compared: it must"
            + " delete what deliveries make; name columns that hold the time with ignoring(...)"
            + Story.lines(changes));
  }

  static TestkitException notRepeatable(String run, List<Change> changes) {
    return new TestkitException(
        Code.NOT_REPEATABLE,
        run
            + " does not end alike twice, so that nothing can be compared with it: name columns that"
            + " hold the time or random ids with ignoring(...)"
            + Story.lines(changes));
  }

  private static TestkitException unreadable(SQLException e) {
    return new TestkitException(
        Code.UNREADABLE_DATABASE,
        "the tables could not be read: "
            + e.getMessage()
            + (e instanceof SQLTransientConnectionException
                ? " (does the code under test give back every connection that it takes?)"
                : " (SQLState " + e.getSQLState() + ")"),
        e);
  }
}
