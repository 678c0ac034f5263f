package org.m365siem.simulator.receiver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Keeps the broker's own log lines, thousands at a start, away from the terminal. */
public final class QuietLogging {
    private static final List<String> NAMES = List.of("kafka", "state.change.logger", "org.apache.kafka");

    /** Calls an orderly end an error. */
    private static final String CONTROLLER = "org.apache.kafka.controller";

    private QuietLogging() {}

    /** The same for Spring Boot, which sets all levels anew when it starts: its logging settings. */
    public static Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        NAMES.forEach(name -> settings.put("logging.level." + name, "ERROR"));
        settings.put("logging.level." + CONTROLLER, "OFF");
        return settings;
    }

    static void apply() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            NAMES.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
            context.getLogger(CONTROLLER).setLevel(Level.OFF);
        }
    }
}
