package org.m365siem.simulator.receiver;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.m365siem.settings.Values;

/** The faults that a receiver has at the moment. */
final class Faults {
    /** One event in this many is refused by {@link Fault#BAD_EVENT}. */
    private static final int BAD_ONE_IN = 50;

    private static final ScheduledExecutorService ENDINGS = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "receiver-faults");
        thread.setDaemon(true);
        return thread;
    });

    private final String receiver;
    private final Set<Fault> possible;
    private final Runnable changed;
    private final Map<Fault, Object> active = new EnumMap<>(Fault.class);

    /** @param changed called, never by two threads at once, after a fault began or ended */
    Faults(String receiver, Set<Fault> possible, Runnable changed) {
        this.receiver = receiver;
        this.possible = possible;
        this.changed = changed;
    }

    /** Starts {@code word} or {@code word=duration}; {@code none} ends all. */
    synchronized void begin(String scenario) {
        if (scenario.equals("none")) {
            active.clear();
            notifyAll();
            changed.run();
            return;
        }
        String[] parts = scenario.split("=", 2);
        Fault fault = Fault.of(parts[0]);
        if (!possible.contains(fault)) {
            throw new IllegalArgumentException(receiver + " cannot have the fault '" + fault.word() + "'");
        }
        Duration lasts = parts.length == 2 ? Values.duration(scenario, parts[1]) : fault.lasts();
        Object turn = new Object();
        active.put(fault, turn);
        changed.run();
        if (lasts != null) {
            ENDINGS.schedule(() -> end(fault, turn), lasts.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void end(Fault fault, Object turn) {
        if (active.remove(fault, turn)) {
            notifyAll();
            changed.run();
        }
    }

    synchronized boolean on(Fault fault) {
        return active.containsKey(fault);
    }

    /** Returns when the fault is over, or the thread is interrupted. */
    synchronized void awaitEnd(Fault fault) {
        try {
            while (active.containsKey(fault)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a little, where {@link Fault#SLOW} is on. */
    void slowDown(long millis) {
        if (on(Fault.SLOW)) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** True for the events that {@link Fault#BAD_EVENT} refuses: chosen by id, so that a second try ends the same way. */
    boolean refuses(String id) {
        return on(Fault.BAD_EVENT) && Long.remainderUnsigned(EventKey.of(id).spread(), BAD_ONE_IN) == 0;
    }
}
