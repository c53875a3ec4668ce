// SPDX-License-Identifier: Apache-2.0
package dev.semel.benchmarks;

/**
 * What a cell came to, after it was found right. Everything is per message but the rate.
 *
 * @param perSecond messages per second
 * @param workerMicros CPU of the threads that delivered
 * @param jvmMicros CPU of the whole JVM
 * @param serverMicros CPU of the server; NaN where it cannot be seen
 * @param walBytes log written
 * @param calibration how long a fixed piece of work took just before, in milliseconds
 */
public record Measurement(
    double perSecond,
    double workerMicros,
    double jvmMicros,
    double serverMicros,
    double walBytes,
    double calibration) {}
