package org.m365siem.spool.delivery;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.m365siem.settings.MonotonicClock;
import org.m365siem.spool.PlausibleTime;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.Spool;
import org.m365siem.spool.StaleReaderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the spool's events to one sink until it is stopped. In append order, up to {@code in-flight} chunks at once, for as
 * long as it takes: nothing is skipped but what the SIEM refuses for good.
 */
public final class DeliveryLoop {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration AFTER_INTERRUPT = Duration.ofSeconds(2);

    private final DeliverySettings settings;
    private final SinkReader reader;
    private final Progress progress;
    private final Duration grace;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private Thread stopper;

    /** Opens the sink's cursor; nothing is delivered before {@link #start()}. */
    public DeliveryLoop(DeliverySettings settings, Spool spool, Deliverer deliverer, DeliveryCounters counters) {
        this(
                settings,
                spool,
                deliverer,
                counters,
                new MonotonicClock(),
                PlausibleTime.system(),
                Sleeper.REAL,
                new Random(),
                GRACE);
    }

    /**
     * @param clock for waiting, never goes back
     * @param time for the age of events
     */
    DeliveryLoop(
            DeliverySettings settings,
            Spool spool,
            Deliverer deliverer,
            DeliveryCounters counters,
            Clock clock,
            PlausibleTime time,
            Sleeper sleeper,
            Random random,
            Duration grace) {
        this.settings = settings;
        this.grace = grace;
        this.reader = spool.reader(settings.sink());
        ReentrantLock lock = new ReentrantLock();
        SinkHealth health = new SinkHealth(settings, reader, clock, lock);
        this.progress = new Progress(settings, spool, reader, counters, health, clock, time, sleeper, lock);
        Probe probe = new Probe(clock);
        Backoff backoff = new Backoff(random);
        for (int i = 0; i < settings.inFlight(); i++) {
            workers.add(new Worker(settings, deliverer, progress, health, probe, backoff, clock));
        }
    }

    public synchronized void start() {
        for (Worker worker : workers) {
            Thread thread = new Thread(worker, "spool-" + settings.sink() + "-" + (threads.size() + 1));
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        LOG.info("sink {} ({}): delivering, {} in flight", settings.sink(), settings.route(), settings.inFlight());
    }

    /** Ends all waiting at once; batches in flight get 10 s, then they are interrupted. Returns without waiting for them. */
    public synchronized void requestStop() {
        if (stopper == null) {
            progress.stop();
            stopper = new Thread(this::end, "spool-" + settings.sink() + "-stop");
            stopper.setDaemon(true);
            stopper.start();
        }
    }

    /** Stops and waits until nothing is in flight, what came back is saved and the cursor is closed. */
    public void stop() {
        requestStop();
        try {
            stopper.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For tests that have no threads: the workers, to be stepped by hand. */
    List<Worker> workers() {
        return workers;
    }

    private void end() {
        try {
            if (!join(grace)) {
                LOG.warn(
                        "sink {} ({}): a batch in flight did not end within {} s; it is broken off and sent again after"
                                + " the start",
                        settings.sink(),
                        settings.route(),
                        grace.toSeconds());
                threads.forEach(Thread::interrupt);
                if (!join(AFTER_INTERRUPT)) {
                    LOG.error(
                            "sink {} ({}): a delivery does not react to interrupts", settings.sink(), settings.route());
                }
            }
            progress.confirmHealthy();
        } catch (StaleReaderException takenOver) {
            LOG.debug("sink {}: nothing to confirm, another consumer has taken over", settings.sink());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            reader.close();
        }
    }

    /** True when all workers have ended within the time. */
    private boolean join(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (Thread thread : threads) {
            long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            if (millis > 0) {
                thread.join(millis);
            }
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }
}
