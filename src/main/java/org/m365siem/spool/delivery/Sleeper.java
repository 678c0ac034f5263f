package org.m365siem.spool.delivery;

import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** How a delivery loop waits; tests move their clock instead. */
@FunctionalInterface
interface Sleeper {
    /** Waits on real time. */
    Sleeper REAL = (changed, atMost) -> changed.awaitNanos(atMost.toNanos());

    /** Waits until the condition is signalled or the time is over; may return early. */
    void await(Condition changed, Duration atMost) throws InterruptedException;
}
