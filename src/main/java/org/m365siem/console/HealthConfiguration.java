package org.m365siem.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.m365siem.camel.RouteReloader;
import org.m365siem.collect.FeedStatus;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkState;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.SpoolStatus;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.NamedContributor;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Health: the spool, the routes, and one entry a source and a sink. DOWN asks for a human; WARN is odd, and nothing is lost.
 */
@Configuration(proxyBeanMethods = false)
class HealthConfiguration {
    private static final Status WARN = new Status("WARN");

    /** DOWN while appends are refused: nothing is lost, but nothing new is collected. */
    @Bean
    HealthIndicator spoolHealthIndicator(SpoolAccess access) {
        return () -> {
            if (!access.isOpen()) {
                return Health.outOfService()
                        .withDetail("state", "starting or stopping")
                        .build();
            }
            SpoolStatus status = access.spool().status();
            Health.Builder health = status.refusal() == null ? Health.up() : Health.down();
            if (status.refusal() != null) {
                health.withDetail("refused", status.refusal());
            }
            return health.withDetail("pendingBytes", status.pendingBytes())
                    .withDetail("maxBytes", status.maxBytes())
                    .withDetail("freeDiskBytes", status.freeDisk())
                    .withDetail("idsRemembered", status.ids())
                    .build();
        };
    }

    @Bean
    HealthIndicator routesHealthIndicator(RouteReloader reloader) {
        return () -> {
            RouteReloader.State state = reloader.state();
            if (!state.notRunning().isEmpty()) {
                return Health.down()
                        .withDetail("notRunning", state.notRunning())
                        .withDetail("refused", state.refused().toString())
                        .build();
            }
            if (!state.refused().isEmpty()) {
                return Health.status(WARN)
                        .withDetail(
                                "refused",
                                state.refused().stream().map(Object::toString).toList())
                        .withDetail("since", state.since())
                        .build();
            }
            return Health.up().build();
        };
    }

    @Bean
    HealthContributor sourcesHealthContributor(SpoolAccess access) {
        return new Entries() {
            @Override
            Stream<NamedContributor<HealthContributor>> entries() {
                return access.feeds().stream()
                        .map(feed ->
                                entry(feed.key().source() + " " + feed.key().feed(), source(feed)));
            }
        };
    }

    @Bean
    HealthContributor sinksHealthContributor(SpoolAccess access) {
        return new Entries() {
            @Override
            Stream<NamedContributor<HealthContributor>> entries() {
                return access.sinks().stream().map(sink -> entry(sink.sink(), sink(sink)));
            }
        };
    }

    /** The tenant is part of the name, so that no tenant hides another's trouble. */
    private static String name(FeedEntry feed) {
        return feed.key().source() + " " + feed.key().feed() + " " + feed.key().tenant();
    }

    private static Health source(FeedEntry feed) {
        FeedStatus status = feed.status();
        Status health =
                switch (status.state()) {
                    case "refused" -> Status.DOWN;
                    case "retrying", "throttled" -> WARN;
                    default -> Status.UP;
                };
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state());
        put(details, "tenant", feed.key().tenant());
        put(details, "position", status.position());
        details.put("openItems", status.openItems());
        put(details, "lastSuccess", status.lastSuccess());
        put(details, "lastError", status.lastError());
        put(details, "notBefore", status.notBefore());
        details.put("lost", status.lost());
        return Health.status(health).withDetails(details).build();
    }

    private static Health sink(SinkStatus sink) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", sink.state());
        put(details, "message", sink.message());
        put(details, "since", sink.since());
        details.put("lagEvents", sink.lagEvents());
        put(details, "oldest", sink.oldest());
        details.put("deadLetters", sink.deadLetters());
        if (!sink.listed()) {
            details.put(
                    "registered",
                    "not in m365.sinks any more, and holds " + sink.lagBytes() + " bytes; let go with: sinks remove "
                            + sink.sink());
        }
        Status health = !sink.listed() ? WARN : status(sink.state());
        return Health.status(health).withDetails(details).build();
    }

    private static Status status(SinkState state) {
        return switch (state) {
            case FLOWING -> Status.UP;
            case RETRYING, PAUSED -> WARN;
            case MISCONFIGURED -> Status.DOWN;
        };
    }

    private static void put(Map<String, Object> details, String key, Object value) {
        if (value != null && !value.equals("")) {
            details.put(key, value);
        }
    }

    /** Entries that come and go while the program runs. */
    private abstract static class Entries implements CompositeHealthContributor {
        abstract Stream<NamedContributor<HealthContributor>> entries();

        static NamedContributor<HealthContributor> entry(String name, Health health) {
            return NamedContributor.of(name, (HealthIndicator) () -> health);
        }

        @Override
        public HealthContributor getContributor(String name) {
            return stream()
                    .filter(each -> each.getName().equals(name))
                    .map(NamedContributor::getContributor)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public java.util.Iterator<NamedContributor<HealthContributor>> iterator() {
            return entries().iterator();
        }
    }
}
