package org.m365siem.console;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.m365siem.camel.SpoolComponent;
import org.m365siem.camel.SpoolCounters;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.Spool;

/** One short table for a terminal: per source what came in, per sink what went out. Never a line per event. */
public final class LiveTable {
    private final SpoolComponent component;
    private final PrintStream out;

    public LiveTable(SpoolComponent component, PrintStream out) {
        this.component = component;
        this.out = out;
    }

    public void print(Instant now) {
        if (component.isOpen()) {
            out.println(text(component, now));
            out.flush();
        }
    }

    /** The table of an open spool. */
    static String text(SpoolComponent component, Instant now) {
        Spool spool = component.spool();
        SpoolCounters counts = component.counters();
        StringBuilder text = new StringBuilder();
        Map<String, Long> collected = new TreeMap<>();
        counts.collected().forEach((origin, count) -> collected.merge(origin.source(), count.sum(), Long::sum));
        spool.feeds().forEach(feed -> collected.putIfAbsent(feed.key().source(), 0L));
        collected.forEach((source, events) -> text.append(String.format(
                Locale.ROOT,
                "%-16s %,11d collected %,9d duplicates  %8s behind  %s%n",
                source,
                events,
                sum(counts.duplicates().get(source)),
                lag(spool, source, now),
                state(spool, source))));
        for (SinkStatus sink : spool.sinks()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  → %-12s %,11d delivered %,9d to deliver  %8s behind  %s%n",
                    sink.sink(),
                    sum(counts.delivered().get(sink.sink())),
                    sink.lagEvents(),
                    age(sink.oldest(), now),
                    sink.state().name().toLowerCase(Locale.ROOT)
                            + (sink.deadLetters() > 0 ? ", " + sink.deadLetters() + " dead letters" : "")));
        }
        return text.toString().stripTrailing();
    }

    private static long sum(LongAdder adder) {
        return adder == null ? 0 : adder.sum();
    }

    private static String lag(Spool spool, String source, Instant now) {
        return spool.feeds().stream()
                .filter(feed -> feed.key().source().equals(source))
                .map(feed -> feed.status().position())
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .map(oldest -> age(oldest, now))
                .orElse("-");
    }

    private static String state(Spool spool, String source) {
        return spool.feeds().stream()
                .filter(feed -> feed.key().source().equals(source))
                .map(FeedEntry::status)
                .map(status -> status.state())
                .filter(state -> !state.equals("flowing"))
                .findFirst()
                .orElse("flowing");
    }

    private static String age(Instant time, Instant now) {
        if (time == null) {
            return "0 s";
        }
        long seconds = Math.max(0, Duration.between(time, now).toSeconds());
        return seconds < 600 ? seconds + " s" : seconds < 36_000 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }
}
