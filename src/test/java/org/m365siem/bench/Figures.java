package org.m365siem.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The table at the end. */
final class Figures {
    private record Line(String name, String value, String target) {}

    private final List<Line> lines = new ArrayList<>();

    void add(String name, double value) {
        add(name, value, "%,.0f", "");
    }

    void add(String name, double value, String format, String target) {
        Line line = new Line(name, String.format(Locale.ROOT, format, value), target);
        lines.add(line);
        System.out.println("bench: " + line.name() + " = " + line.value());
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(String.format("%n%-50s %12s %10s%n", "figure", "measured", "target"));
        lines.forEach(
                line -> table.append(String.format("%-50s %12s %10s%n", line.name(), line.value(), line.target())));
        return table.toString();
    }
}
