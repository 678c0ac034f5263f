package org.m365siem.spool.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The gate of a misconfigured sink: one batch probes it after 30 s, then at doubling intervals up to 2 minutes. Thread-safe. */
final class Probe {
    private static final Duration FIRST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Clock clock;
    private boolean closed;
    private Object prober;
    private Duration pause = FIRST;
    private Instant next;

    Probe(Clock clock) {
        this.clock = clock;
    }

    /** May this worker deliver now? When the gate is closed, only the prober may. */
    synchronized boolean admits(Object worker) {
        if (!closed || prober == worker) {
            return true;
        }
        if (prober != null || clock.instant().isBefore(next)) {
            return false;
        }
        prober = worker;
        return true;
    }

    /**
     * The SIEM called the sink misconfigured.
     *
     * @return how long until the next probe
     */
    synchronized Duration close(Object worker) {
        if (!closed) {
            closed = true;
            pause = FIRST;
            next = clock.instant().plus(pause);
        } else if (prober == worker) {
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            next = clock.instant().plus(pause);
        }
        leave(worker);
        return Duration.between(clock.instant(), next);
    }

    /** Something else than misconfigured came back. */
    synchronized void open() {
        closed = false;
        prober = null;
    }

    /** The worker gives its turn back without an answer. */
    synchronized void leave(Object worker) {
        if (prober == worker) {
            prober = null;
        }
    }

    /** Lets the next worker probe at once. */
    synchronized void hurry() {
        next = clock.instant();
    }
}
