package org.m365siem.console;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.m365siem.collect.FeedKey;
import org.m365siem.spool.FeedEntry;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.Spool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The metrics of design: events in and out, lags, losses, the spool's size. Meters appear when their source or sink does. */
@Configuration(proxyBeanMethods = false)
class MetricsConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsConfiguration.class);

    @Bean(destroyMethod = "shutdownNow")
    ScheduledExecutorService meterWatcher(SpoolAccess access, MeterRegistry registry) {
        Meters meters = new Meters(access, registry, Clock.systemUTC());
        ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "meters");
            thread.setDaemon(true);
            return thread;
        });
        watcher.scheduleWithFixedDelay(
                () -> {
                    try {
                        meters.refresh();
                    } catch (RuntimeException e) {
                        LOG.debug("meters are refreshed again in a second", e);
                    }
                },
                0,
                1,
                TimeUnit.SECONDS);
        return watcher;
    }

    /** Registers what has become known since the last look; values are read when someone asks. */
    static final class Meters {
        private final SpoolAccess access;
        private final MeterRegistry registry;
        private final Clock clock;
        private final Set<Object> known = ConcurrentHashMap.newKeySet();

        Meters(SpoolAccess access, MeterRegistry registry, Clock clock) {
            this.access = access;
            this.registry = registry;
            this.clock = clock;
        }

        void refresh() {
            if (!access.component().isOpen()) {
                return;
            }
            counters();
            access.spool().sinks().forEach(sink -> sink(sink.sink()));
            access.spool()
                    .feeds()
                    .forEach(feed -> feed(feed.key(), feed.status().lost().keySet()));
            once(
                    "spool",
                    () -> gauge("m365.spool.bytes", Tags.empty(), spool -> spool.status()
                            .pendingBytes()));
        }

        private void counters() {
            var counts = access.component().counters();
            counts.collected()
                    .forEach((origin, count) -> counter(
                            "m365.events.collected",
                            Tags.of("source", origin.source(), "tenant", origin.tenant()),
                            count,
                            Number::doubleValue));
            counts.duplicates()
                    .forEach((source, count) ->
                            counter("m365.events.duplicate", Tags.of("source", source), count, Number::doubleValue));
            counts.delivered()
                    .forEach((sink, count) ->
                            counter("m365.events.delivered", Tags.of("sink", sink), count, Number::doubleValue));
            counts.dead()
                    .forEach((dead, count) -> counter(
                            "m365.events.dead",
                            Tags.of("sink", dead.sink(), "reason", dead.reason()),
                            count,
                            Number::doubleValue));
            counts.lost().forEach((sink, count) -> {
                if (count.sum() > 0) {
                    counter("m365.events.given.up", Tags.of("sink", sink), count, Number::doubleValue);
                }
            });
        }

        private void sink(String name) {
            once(name, () -> {
                Tags tags = Tags.of("sink", name);
                gauge("m365.sink.lag.events", tags, spool -> sinkLag(spool, name));
                gauge("m365.sink.lag.seconds", tags, spool -> sinkAge(spool, name));
            });
        }

        private void feed(FeedKey key, Set<String> reasons) {
            once(
                    key.source() + " " + key.tenant(),
                    () -> gauge(
                            "m365.source.lag.seconds",
                            Tags.of("source", key.source(), "tenant", key.tenant()),
                            spool -> sourceAge(spool, key)));
            reasons.forEach(reason -> counter(
                    "m365.events.lost",
                    Tags.of("source", key.source(), "reason", reason),
                    access,
                    each -> lost(each.spool(), key.source(), reason)));
        }

        private <T> void counter(String name, Tags tags, T owner, ToDoubleFunction<T> value) {
            once(
                    name + tags,
                    () -> FunctionCounter.builder(name, owner, value).tags(tags).register(registry));
        }

        private void gauge(String name, Tags tags, ToDoubleFunction<Spool> value) {
            Gauge.builder(name, access, each -> value.applyAsDouble(each.spool()))
                    .tags(tags)
                    .register(registry);
        }

        private void once(Object key, Runnable registration) {
            if (known.add(key)) {
                registration.run();
            }
        }

        private static double sinkLag(Spool spool, String name) {
            return spool.sinks().stream()
                    .filter(sink -> sink.sink().equals(name))
                    .mapToLong(SinkStatus::lagEvents)
                    .sum();
        }

        private double sinkAge(Spool spool, String name) {
            return spool.sinks().stream()
                    .filter(sink -> sink.sink().equals(name))
                    .map(SinkStatus::oldest)
                    .filter(Objects::nonNull)
                    .mapToDouble(this::age)
                    .max()
                    .orElse(0);
        }

        private double sourceAge(Spool spool, FeedKey key) {
            return spool.feeds().stream()
                    .filter(feed -> feed.key().source().equals(key.source())
                            && feed.key().tenant().equals(key.tenant()))
                    .map(feed -> feed.status().position())
                    .filter(Objects::nonNull)
                    .mapToDouble(this::age)
                    .max()
                    .orElse(0);
        }

        private double age(Instant time) {
            return Math.max(0, Duration.between(time, clock.instant()).toMillis() / 1000.0);
        }

        private static double lost(Spool spool, String source, String reason) {
            return spool.feeds().stream()
                    .filter(feed -> feed.key().source().equals(source))
                    .map(FeedEntry::status)
                    .mapToLong(status -> status.lost().getOrDefault(reason, 0L))
                    .sum();
        }
    }
}
