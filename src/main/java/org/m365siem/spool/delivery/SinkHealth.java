package org.m365siem.spool.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.StaleReaderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Tells operators how the sink fares: in the store on changes, in the log once a problem and then at most once a minute. */
final class SinkHealth {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final Duration SAME_LINE = Duration.ofMinutes(1);
    private static final int LINES_REMEMBERED = 32;

    private record Trouble(SinkState state, String message) {}

    private static final Trouble NONE = new Trouble(SinkState.FLOWING, "");

    private final DeliverySettings settings;
    private final SinkReader reader;
    private final Clock clock;
    private final ReentrantLock lock;
    private final Map<Object, Trouble> troubles = new LinkedHashMap<>();
    private final Map<String, Instant> logged = new LinkedHashMap<>();
    private Trouble reported;
    private Instant troubledSince;
    private boolean endTold = true;

    /** @param lock guards the reader */
    SinkHealth(DeliverySettings settings, SinkReader reader, Clock clock, ReentrantLock lock) {
        this.settings = settings;
        this.reader = reader;
        this.clock = clock;
        this.lock = lock;
    }

    /** The worker's delivery failed and is tried again after the wait. */
    void trouble(Object worker, SinkState state, Level level, String message, Duration wait) {
        lock.lock();
        try {
            if (troubledSince == null) {
                troubledSince = clock.instant();
            }
            troubles.put(worker, new Trouble(state, message));
            String word = state == SinkState.MISCONFIGURED ? "misconfigured: " : "";
            if (log(level, message, word + message, "; nothing is lost, next try in " + inWords(wait))) {
                endTold = false;
            }
            report();
        } finally {
            lock.unlock();
        }
    }

    /** The worker's last delivery went well, or there is nothing to deliver. */
    void fine(Object worker) {
        lock.lock();
        try {
            troubles.remove(worker);
            if (troubles.isEmpty() && troubledSince != null) {
                tellEnd(Duration.between(troubledSince, clock.instant()));
                troubledSince = null;
            }
            report();
        } finally {
            lock.unlock();
        }
    }

    /** A trouble that comes and goes is told once a minute, and so is its end. */
    private void tellEnd(Duration lasted) {
        if (!endTold) {
            LOG.info("sink {} ({}): delivering again after {}", settings.sink(), settings.route(), inWords(lasted));
        }
        endTold = true;
    }

    /** False while the worker is in trouble, or nothing was reported since the start. */
    boolean isSettled(Object worker) {
        lock.lock();
        try {
            return reported != null && !troubles.containsKey(worker);
        } finally {
            lock.unlock();
        }
    }

    /**
     * One line in the log, unless one of the same kind stood there less than a minute ago.
     *
     * @return true when the line was written
     */
    boolean log(Level level, String kind, String message, String consequence) {
        lock.lock();
        try {
            Instant now = clock.instant();
            Instant before = logged.get(kind);
            if (before != null && now.isBefore(before.plus(SAME_LINE))) {
                return false;
            }
            logged.remove(kind);
            logged.put(kind, now);
            if (logged.size() > LINES_REMEMBERED) {
                logged.remove(logged.keySet().iterator().next());
            }
            String line = message.replaceAll("\\p{Cntrl}+", " ");
            LOG.atLevel(level).log("sink {} ({}): {}{}", settings.sink(), settings.route(), line, consequence);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void report() {
        Trouble worst = NONE;
        for (Trouble trouble : troubles.values()) {
            if (worst == NONE || trouble.state() == SinkState.MISCONFIGURED && worst.state() != trouble.state()) {
                worst = trouble;
            }
        }
        if (worst.equals(reported)) {
            return;
        }
        try {
            reader.report(worst.state(), worst.message());
            reported = worst;
        } catch (StaleReaderException takenOver) {
            throw takenOver;
        } catch (RuntimeException refused) {
            // said again with the next change; the delivery itself does not depend on it
            String message = "the sink's state cannot be saved: " + refused.getMessage();
            log(Level.WARN, message, message, "; status may be out of date");
        }
    }

    static String inWords(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + " ms";
        }
        return time.compareTo(Duration.ofMinutes(2)) < 0 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }
}
