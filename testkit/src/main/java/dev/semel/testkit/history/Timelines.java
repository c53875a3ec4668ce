// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects the stories of several ids in one look at the rows. */
final class Timelines {
  private static final int FAULTS_MAX = 20;

  private Timelines() {}

  /** The words that no row has are left out. */
  static Map<Word, Timeline> of(Rows rows, Collection<Word> words) {
    Set<Word> wanted = new HashSet<>(words);
    Map<Word, Story> stories = new HashMap<>();
    rows.each(
        (chunk, row) -> {
          if (chunk.kind(row) == Kind.FAULT) {
            stories.values().forEach(story -> story.fault(rows.event(chunk, row)));
            return;
          }
          Word word = new Word(chunk.idIsName(row), chunk.id(row));
          if (wanted.contains(word)) {
            stories.computeIfAbsent(word, w -> new Story()).event(rows.event(chunk, row));
          }
        });
    Map<Word, Timeline> timelines = new HashMap<>();
    stories.forEach(
        (word, story) ->
            timelines.put(
                word,
                new Timeline(rows.text(word.named(), word.number()), story.events, rows.start())));
    return timelines;
  }

  /** Faults wait until the id is heard of again: those after its last event are not its story. */
  private static final class Story {
    private final List<Event> events = new ArrayList<>();
    private final List<Event> faults = new ArrayList<>();

    void fault(Event fault) {
      if (faults.size() < FAULTS_MAX) {
        faults.add(fault);
      }
    }

    void event(Event event) {
      events.addAll(faults);
      faults.clear();
      events.add(event);
    }
  }
}
