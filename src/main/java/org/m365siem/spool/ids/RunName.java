package org.m365siem.spool.ids;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run's file name says, e.g. {@code h486312.17-19.ids}: the ids of hour 486312 written by the flushes 17 to 19.
 *
 * @param kind {@link #HOUR} of event time, or {@link #DAY} of appending
 * @param key the hour or day since 1970-01-01T00:00Z
 * @param first the number of the first flush in it
 * @param last the number of the last flush in it
 */
record RunName(char kind, long key, long first, long last) {
    static final char HOUR = 'h';
    static final char DAY = 'd';
    static final String SUFFIX = ".ids";
    static final Comparator<RunName> WIDEST_FIRST = Comparator.comparingInt(RunName::kind)
            .thenComparingLong(RunName::key)
            .thenComparingLong(RunName::first)
            .thenComparing(RunName::last, Comparator.reverseOrder());
    private static final Pattern PATTERN = Pattern.compile("([hd])(-?\\d{1,18})\\.(\\d{1,18})-(\\d{1,18})\\.ids");

    static Optional<RunName> parse(Path file) {
        Matcher name = PATTERN.matcher(file.getFileName().toString());
        return name.matches()
                ? Optional.of(new RunName(name.group(1).charAt(0), number(name, 2), number(name, 3), number(name, 4)))
                : Optional.empty();
    }

    String fileName() {
        return kind + Long.toString(key) + "." + first + "-" + last + SUFFIX;
    }

    /** True when the other run was merged into this one, and a crash came before its file was deleted. */
    boolean replaces(RunName other) {
        return kind == other.kind && key == other.key && first <= other.first && last >= other.last && !equals(other);
    }

    private static long number(Matcher name, int group) {
        return Long.parseLong(name.group(group));
    }
}
