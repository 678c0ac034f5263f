package org.m365siem.simulator.receiver;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a receiver can misbehave. Those with a time end by themselves, so that everything can still be delivered. */
public enum Fault {
    /** Refuses connections. */
    DOWN(Duration.ofSeconds(15)),
    /** Takes its time for everything. */
    SLOW(Duration.ofSeconds(30)),
    /** Breaks connections in the middle, before or after it has taken the events. */
    RESETS(Duration.ofSeconds(30)),
    /** Says that it is busy: 503 or 429. */
    BUSY(Duration.ofSeconds(15)),
    /** Answers 200 with a web page, as a proxy in between does. */
    HTML(Duration.ofSeconds(15)),
    /** Refuses a few events for good, always the same ones. */
    BAD_EVENT(null),
    /** Closes the connection after each answer, or after each burst where there are no answers. */
    CLOSES_AFTER_EACH(null),
    /** Takes nobody's token. */
    WRONG_TOKEN(Duration.ofSeconds(15)),
    /** Accepts connections and requests, and never answers. */
    SILENT(Duration.ofSeconds(15));

    private final Duration lasts;

    Fault(Duration lasts) {
        this.lasts = lasts;
    }

    /** How long it lasts unless something else is asked for; null until it is ended. */
    Duration lasts() {
        return lasts;
    }

    /** The name as typed: {@code bad-event}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Fault of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fault '" + word + "'; known are none, "
                        + Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "))));
    }
}
