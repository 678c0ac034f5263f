package org.m365siem.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.m365siem.collect.FeedStatus;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.SpoolStatus;
import org.m365siem.spool.sqlite.SpoolCommands;
import picocli.CommandLine.Command;

/** Sources and sinks: cursor, lag, last error. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Shows how far every source has been read and every sink been served, and what is wrong.")
final class StatusCommand extends StateCommand {
    @Override
    void run(SpoolCommands spool) {
        Instant now = Instant.now();
        Table sources = new Table("SOURCE", "FEED", "STATE", "READ UP TO", "LAG", "OPEN", "LOST", "LAST ERROR");
        for (FeedEntry feed : spool.feeds()) {
            FeedStatus status = feed.status();
            sources.row(
                    feed.key().source(),
                    feed.key().feed(),
                    status.state(),
                    status.position(),
                    age(status.position(), now),
                    status.openItems(),
                    status.lost().values().stream().mapToLong(Long::longValue).sum(),
                    status.lastError());
        }
        print(sources.isEmpty() ? "No source has been read yet." : sources);
        print("");
        print(sinkTable(spool.sinks(), now));
        print("");
        print(describe(spool.status()));
    }

    static Table sinkTable(List<SinkStatus> sinks, Instant now) {
        Table table = new Table("SINK", "STATE", "LAG EVENTS", "LAG", "DEAD LETTERS", "SINCE", "MESSAGE");
        for (SinkStatus sink : sinks) {
            String message = sink.listed()
                    ? sink.message()
                    : "not in m365.sinks any more, holds " + bytes(sink.lagBytes()) + ": sinks remove --sink "
                            + sink.sink();
            table.row(
                    sink.sink(),
                    sink.state().name().toLowerCase(Locale.ROOT),
                    sink.lagEvents(),
                    age(sink.oldest(), now),
                    sink.deadLetters(),
                    sink.since(),
                    message);
        }
        return table;
    }

    private static String describe(SpoolStatus spool) {
        String text = "Spool: " + bytes(spool.pendingBytes()) + " of " + bytes(spool.maxBytes()) + " undelivered, "
                + bytes(spool.diskBytes()) + " on disk, " + bytes(spool.freeDisk()) + " free";
        return spool.refusal() == null ? text : text + ". It refuses events: " + spool.refusal();
    }

    static String age(Instant time, Instant now) {
        if (time == null) {
            return "-";
        }
        Duration age = Duration.between(time, now);
        if (age.isNegative()) {
            return "0s";
        }
        return age.toHours() >= 48
                ? age.toDays() + "d"
                : age.toMinutes() >= 120
                        ? age.toHours() + "h"
                        : age.toSeconds() >= 120 ? age.toMinutes() + "m" : age.toSeconds() + "s";
    }

    static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
        return String.format(Locale.ROOT, "%.1f %sB", (double) bytes / (1L << (unit * 10)), "KMGTPE".charAt(unit - 1));
    }
}
