// SPDX-License-Identifier: Apache-2.0
package dev.semel.testkit.internal.crash;

import dev.semel.testkit.Topic;
import dev.semel.testkit.internal.calls.Call;
import dev.semel.testkit.internal.calls.CallKind;
import dev.semel.testkit.internal.calls.CallWatcher;
import dev.semel.testkit.internal.calls.WatchedCalls;
import java.util.List;

/** A topic seen by one life, or by nobody but the judge. Thread-safe. */
final class DurableTopic implements Topic {
  private final String topic;
  private final Outside outside;
  private final CallWatcher watcher;

  DurableTopic(String topic, Outside outside, CallWatcher watcher) {
    this.topic = topic;
    this.outside = outside;
    this.watcher = watcher;
  }

  @Override
  public String name() {
    return "topic " + topic;
  }

  @Override
  public void publish(String entry) {
    Call call = WatchedCalls.call(CallKind.PUBLISH, name(), "publish to " + topic);
    watcher.before(call);
    outside.append(channel(), entry);
    watcher.after(call, null, null);
  }

  @Override
  public List<String> entries() {
    return outside.entries(channel());
  }

  private String channel() {
    return "topic:" + topic;
  }
}
