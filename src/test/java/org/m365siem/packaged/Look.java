package org.m365siem.packaged;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;

/** What the running program shows over HTTP. */
record Look(Program program) {
    private static final ObjectMapper JSON = new ObjectMapper();

    String metrics() {
        return program.get("/actuator/prometheus");
    }

    /** The sum of a metric over all its series whose labels hold this text, e.g. {@code sink="kafka"}; -1 without a series. */
    static double metric(String metrics, String name, String labels) {
        double[] values = metrics.lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> line.contains(labels))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .toArray();
        return values.length == 0 ? -1 : Arrays.stream(values).sum();
    }

    JsonNode health() {
        try {
            return JSON.readTree(program.get("/actuator/health"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One entry of health: {@code sinks}, {@code kafka}. */
    JsonNode health(String... path) {
        JsonNode node = health();
        for (String name : path) {
            node = node.path("components").path(name);
        }
        return node;
    }

    String sinkState(String sink) {
        return health("sinks", sink).path("details").path("state").asText();
    }
}
