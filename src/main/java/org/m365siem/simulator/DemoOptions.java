package org.m365siem.simulator;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * What the demo is to show, from the settings {@code m365.demo.*}.
 *
 * @param seed replays the same tenant; empty for a new one
 * @param events how many records the tenant has; empty for an endless stream
 * @param rate records a second; 0 when all are there from the beginning
 * @param scenarios of the tenant, and of receivers as {@code splunk-down}, {@code sinks-slow=10s}
 * @param records a file of records to serve, or null
 * @param exitAfterDrain whether the program ends, with a report, once everything has been delivered
 * @param sinks which receivers are started
 * @param directory where everything lies that has to outlive a crash
 * @param fresh start over, whatever lies there
 */
public record DemoOptions(
        OptionalLong seed,
        OptionalLong events,
        double rate,
        List<String> scenarios,
        Path records,
        boolean exitAfterDrain,
        List<String> sinks,
        Path directory,
        boolean fresh) {
    static final List<String> ALL_SINKS = List.of("syslog", "splunk", "kafka", "sentinel");
    /** Records a second of an endless demo. */
    private static final double GENTLE = 20;

    private static final String PREFIX = "m365.demo.";

    /** @param settings gives the value of a key, or null */
    public static DemoOptions of(UnaryOperator<String> settings) {
        Reader reader = new Reader(settings);
        Path records = reader.text("records") == null ? null : Path.of(reader.text("records"));
        OptionalLong events = reader.number("events");
        boolean endless = records == null && events.isEmpty();
        String stateDirectory = Values.text(settings.apply("m365.state-dir"));
        String directory = reader.text("directory");
        return new DemoOptions(
                reader.number("seed"),
                events,
                reader.rate(endless ? GENTLE : 0),
                Values.list(reader.text("scenario")),
                records,
                reader.flag("exit-after-drain"),
                reader.sinks(),
                directory == null
                        ? Path.of(stateDirectory == null ? "state" : stateDirectory, "demo")
                        : Path.of(directory),
                reader.flag("fresh"));
    }

    private record Reader(UnaryOperator<String> settings) {
        String text(String name) {
            return Values.text(settings.apply(PREFIX + name));
        }

        boolean flag(String name) {
            return text(name) != null && Values.flag(PREFIX + name, text(name));
        }

        OptionalLong number(String name) {
            try {
                return text(name) == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(text(name).replace("_", "")));
            } catch (NumberFormatException e) {
                throw new SettingException(PREFIX + name, text(name), "a whole number");
            }
        }

        double rate(double otherwise) {
            try {
                double rate = text("rate") == null ? otherwise : Double.parseDouble(text("rate"));
                if (rate >= 0 && rate <= 1_000_000) {
                    return rate;
                }
            } catch (NumberFormatException e) {
                // said below
            }
            throw new SettingException(PREFIX + "rate", text("rate"), "records a second, 0 for all at once");
        }

        List<String> sinks() {
            List<String> sinks = Values.list(text("sinks"));
            for (String sink : sinks) {
                Values.oneOf(PREFIX + "sinks", sink, ALL_SINKS.toArray(String[]::new));
            }
            return sinks.isEmpty() ? ALL_SINKS : sinks;
        }
    }
}
