// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules as they are said, in quadratic time, over a list that a test wrote itself: an attempt
 * knows its own end. It shares no line with the checker.
 */
final class NaiveChecker {
  /** Something a test did; an attempt is open until its end is set. */
  static final class Deed {
    final Kind kind;
    final String id;
    final long sequence;
    Phase end;

    /** None if it was only found out that it happened: then nobody knows when. */
    String key;

    /** Its place among all that happened: where it ended, which for a fact is where it was told. */
    int at;

    Deed(Kind kind, String id, String key, long sequence, Phase end, int at) {
      this.kind = kind;
      this.id = id;
      this.key = key;
      this.sequence = sequence;
      this.end = end;
      this.at = at;
    }

    boolean happened() {
      return end == Phase.OK || end == Phase.STATED;
    }

    boolean dark() {
      return end == null || end == Phase.UNKNOWN;
    }
  }

  private final List<Deed> deeds;
  private final Set<String> parked;

  NaiveChecker(List<Deed> deeds, Set<String> parked) {
    this.deeds = deeds;
    this.parked = parked;
  }

  Map<Rule, Set<String>> violations() {
    Map<Rule, Set<String>> found = new EnumMap<>(Rule.class);
    for (Rule rule : Rule.values()) {
      Set<String> ids = new TreeSet<>();
      for (Deed deed : deeds) {
        if (breaks(rule, deed.id)) {
          ids.add(deed.id);
        }
      }
      found.put(rule, ids);
    }
    return found;
  }

  private boolean breaks(Rule rule, String id) {
    boolean noEffect = happened(Kind.APPLIED, id).isEmpty() && !dark(Kind.APPLIED, id);
    boolean effect = !happened(Kind.APPLIED, id).isEmpty();
    return switch (rule) {
      case LOST -> !happened(Kind.SENT, id).isEmpty() && noEffect;
      case DOUBLE -> happened(Kind.APPLIED, id).size() > 1;
      case PHANTOM -> effect && happened(Kind.SENT, id).isEmpty() && !dark(Kind.SENT, id);
      case GHOST -> !happened(Kind.PUBLISHED, id).isEmpty() && noEffect;
      case MISSING -> effect && happened(Kind.PUBLISHED, id).isEmpty() && !dark(Kind.PUBLISHED, id);
      case OUT_OF_ORDER -> overtaken(Kind.APPLIED, id) || overtaken(Kind.PUBLISHED, id);
      case STUCK ->
          !parked.contains(id)
              && List.of(Kind.SENT, Kind.DELIVERED, Kind.APPLIED, Kind.PUBLISHED).stream()
                  .anyMatch(kind -> happened(kind, id).isEmpty() && dark(kind, id));
    };
  }

  /** Another id of the key, not lower in the sequence, was there before. */
  private boolean overtaken(Kind kind, String id) {
    List<Deed> own = happened(kind, id);
    if (own.isEmpty() || own.get(0).key == null) {
      return false;
    }
    for (Deed other : deeds) {
      boolean firstOfItsId =
          other.kind == kind && other.happened() && happened(kind, other.id).get(0) == other;
      if (firstOfItsId
          && Objects.equals(other.key, own.get(0).key)
          && other.at < own.get(0).at
          && other.sequence >= own.get(0).sequence) {
        return true;
      }
    }
    return false;
  }

  private List<Deed> happened(Kind kind, String id) {
    List<Deed> some = new ArrayList<>();
    for (Deed deed : deeds) {
      if (deed.kind == kind && deed.id.equals(id) && deed.happened()) {
        some.add(deed);
      }
    }
    some.sort((a, b) -> Integer.compare(a.at, b.at));
    return some;
  }

  private boolean dark(Kind kind, String id) {
    return deeds.stream().anyMatch(deed -> deed.kind == kind && deed.id.equals(id) && deed.dark());
  }
}
