// SPDX-License-Identifier: Apache-2.0
package dev.semel;

/**
 * Some items of a batch failed. The others are settled and committed; the report says which is
 * which and why. Immutable.
 */
public final class BatchException extends SemelException {
  private static final long serialVersionUID = 1L;

  private final transient BatchReport<?, ?> report;

  BatchException(BatchReport<?, ?> report) {
    super(
        "SEMEL-024",
        "%d of %d items failed and were not applied, the others are settled; the first: %s"
            .formatted(
                report.failed().size(),
                report.failed().size() + report.settled().size(),
                report.failed().get(0).key()),
        report.failed().get(0).cause());
    this.report = report;
    report.failed().stream().skip(1).limit(10).forEach(item -> addSuppressed(item.cause()));
  }

  public BatchReport<?, ?> report() {
    return report;
  }
}
