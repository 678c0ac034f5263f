package org.m365siem.camel;

import java.time.Duration;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/** {@code spool:events}. The options are those of the consumer; a producer needs none. */
public final class SpoolEndpoint extends DefaultEndpoint {
    private static final int MOST_IN_FLIGHT = 64;

    private final SpoolComponent component;
    private String sink;
    private String inFlight;
    private String maxLag;

    SpoolEndpoint(String uri, SpoolComponent component) {
        super(uri, component);
        this.component = component;
    }

    /** Whose events to deliver; required for a consumer. */
    public void setSink(String sink) {
        this.sink = Values.text(sink);
    }

    /** How many batches may be on their way at once; when empty {@code <sink>.in-flight} says it, else 1. */
    public void setInFlight(String inFlight) {
        this.inFlight = inFlight;
    }

    /** Gives up events that wait longer than this; when empty {@code <sink>.max-lag} says it, else never. */
    public void setMaxLag(String maxLag) {
        this.maxLag = maxLag;
    }

    String sink() {
        return sink;
    }

    int inFlight() {
        String value = option(inFlight, "in-flight");
        return value == null ? 1 : Values.number(sink + ".in-flight", value, 1, MOST_IN_FLIGHT);
    }

    /** Null for never. */
    Duration maxLag() {
        String value = option(maxLag, "max-lag");
        return value == null ? null : Values.duration(sink + ".max-lag", value);
    }

    private String option(String given, String name) {
        return Values.text(given) != null
                ? Values.text(given)
                : Values.text(getCamelContext().resolvePropertyPlaceholders("{{" + sink + "." + name + ":}}"));
    }

    SpoolComponent component() {
        return component;
    }

    @Override
    public Producer createProducer() {
        return new SpoolProducer(this);
    }

    /** Refuses wrong options, so that checking a route finds them; opens nothing. */
    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (sink == null || !Values.isSinkName(sink)) {
            throw new SettingException(
                    "sink of spool:events", sink, "the sink's name, of small letters, digits and single hyphens");
        }
        if (!component.sinks().isEmpty() && !component.sinks().contains(sink)) {
            throw new SettingException("sink of spool:events", sink, "one of m365.sinks: " + component.sinks());
        }
        inFlight();
        maxLag();
        SpoolConsumer consumer = new SpoolConsumer(this, processor);
        configureConsumer(consumer);
        return consumer;
    }

    @Override
    public boolean isSingleton() {
        return true;
    }
}
