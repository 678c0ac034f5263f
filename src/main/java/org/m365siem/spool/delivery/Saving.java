package org.m365siem.spool.delivery;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.function.BooleanSupplier;
import org.m365siem.spool.StaleReaderException;
import org.slf4j.event.Level;

/** Saves progress, and does not go on before it is saved: what the SIEM has taken must not be sent again for a full disk. */
final class Saving {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SinkHealth health;
    private final Sleeper sleeper;
    private final Condition changed;
    private final BooleanSupplier stopping;

    /** @param stopping true when the program stops: one more try, and no waiting */
    Saving(SinkHealth health, Sleeper sleeper, Condition changed, BooleanSupplier stopping) {
        this.health = health;
        this.sleeper = sleeper;
        this.changed = changed;
        this.stopping = stopping;
    }

    /**
     * Called with the lock held.
     *
     * @return false when the program stops and the store still refuses
     */
    boolean save(Runnable change) {
        boolean last = false;
        while (true) {
            try {
                change.run();
                return true;
            } catch (StaleReaderException takenOver) {
                throw takenOver;
            } catch (RuntimeException refused) {
                health.log(
                        Level.ERROR,
                        "unsaved" + last,
                        "progress cannot be saved: " + refused.getMessage(),
                        last ? "; stopping, so some events will be sent again" : "; delivery waits and tries again");
                if (last) {
                    return false;
                }
                last = stopping.getAsBoolean() || !waitForStore();
            }
        }
    }

    private boolean waitForStore() {
        try {
            sleeper.await(changed, PAUSE);
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }
}
