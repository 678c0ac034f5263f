package org.m365siem.camel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.DefaultComponent;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;
import org.m365siem.spool.Spool;
import org.m365siem.spool.sqlite.SpoolOptions;
import org.m365siem.spool.sqlite.SqliteSpool;

/**
 * {@code spool:events}: the durable log as a Camel component, found by the bean name {@code spool}. A producer appends, a
 * consumer with {@code sink} delivers. The same bean keeps the cursors of the sources.
 *
 * <p>The store is opened when the first route that uses it starts, never by a context that only checks routes, and is closed
 * when that route's context has stopped.
 */
public class SpoolComponent extends DefaultComponent implements CursorStore {
    private final SpoolCounters counters = new SpoolCounters();
    private SpoolOptions options = SpoolOptions.in(Path.of("state"));
    private List<String> sinks = List.of();
    private SpoolService service;

    /** {@code m365.spool.url}: {@code sqlite:} keeps the store under the state directory. */
    public void setUrl(String url) {
        String given = Values.text(url);
        if (given == null || given.equals("sqlite:")) {
            return;
        }
        if (given.startsWith("kafka://")) {
            throw new SettingException(
                    "m365.spool.url", given, "sqlite: (this version cannot keep the spool in Kafka)");
        }
        throw new SettingException("m365.spool.url", given, "sqlite:");
    }

    /** {@code m365.state-dir}: where the store lies. */
    public void setStateDirectory(String directory) {
        String given = Values.text(directory);
        if (given != null) {
            SpoolOptions other = SpoolOptions.in(Path.of(given));
            options = other.maxBytes(options.maxBytes())
                    .minFreeDisk(options.minFreeDisk())
                    .keep(options.keep());
        }
    }

    /** {@code m365.spool.max-bytes}: appends refuse above this much undelivered payload. */
    public void setMaxBytes(String size) {
        if (Values.text(size) != null) {
            options = options.maxBytes(Values.size("m365.spool.max-bytes", size));
        }
    }

    /** {@code m365.spool.min-free-disk}: appends refuse below this much free disk. */
    public void setMinFreeDisk(String size) {
        if (Values.text(size) != null) {
            options = options.minFreeDisk(Values.size("m365.spool.min-free-disk", size));
        }
    }

    /** {@code m365.spool.keep}: how long delivered events stay. */
    public void setKeep(String time) {
        if (Values.text(time) != null) {
            options = options.keep(Values.duration("m365.spool.keep", time));
        }
    }

    /** {@code m365.sinks}: the sinks that appended events are kept for. */
    public void setSinks(String names) {
        List<String> given = Values.list(names).stream().distinct().toList();
        for (String name : given) {
            if (!Values.isSinkName(name)) {
                throw new SettingException("m365.sinks", name, "names of small letters, digits and single hyphens");
            }
        }
        sinks = given;
    }

    /** The names of {@code m365.sinks}. */
    public List<String> sinks() {
        return sinks;
    }

    /** What went in and out since the start. */
    public SpoolCounters counters() {
        return counters;
    }

    /** True once a route that uses the store has started. */
    public synchronized boolean isOpen() {
        return service != null;
    }

    /** @throws IllegalStateException when no route has opened the store yet */
    public synchronized Spool spool() {
        if (service == null) {
            throw new IllegalStateException("the spool is not open: no route that uses it has started");
        }
        return service.spool();
    }

    /** The store, opened if it is not; only for what runs in a started route. */
    synchronized Spool open() {
        if (service == null) {
            if (getCamelContext().isStopping() || getCamelContext().isStopped()) {
                throw new IllegalStateException("the spool is closed: the program is stopping");
            }
            if (sinks.isEmpty()) {
                throw new SettingException(
                        "m365.sinks", "", "at least one sink: the spool keeps events for its sinks only");
            }
            Spool spool = openStore(options);
            try {
                spool.register(sinks);
                sinks.forEach(counters::delivery);
                SpoolService opened = new SpoolService(spool, this::closed);
                getCamelContext().addService(opened, true, true);
                service = opened;
            } catch (Exception e) {
                spool.close();
                throw RuntimeCamelException.wrapRuntimeCamelException(e);
            }
        }
        return service.spool();
    }

    /** Opens the backend. */
    protected Spool openStore(SpoolOptions settings) {
        return SqliteSpool.open(settings);
    }

    private synchronized void closed() {
        service = null;
    }

    /** A context that only checks routes may find the same bean: while the store is open, its owner stays the owner. */
    @Override
    public synchronized void setCamelContext(CamelContext context) {
        if (service == null || getCamelContext() == null) {
            super.setCamelContext(context);
        }
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        if (!"events".equals(remaining)) {
            throw new IllegalArgumentException("spool:" + remaining + " does not exist, the spool is spool:events");
        }
        return new SpoolEndpoint(uri, this);
    }

    @Override
    public Optional<String> load(FeedKey feed) {
        return open().cursors().load(feed);
    }

    @Override
    public void save(FeedKey feed, String cursor, FeedStatus status) {
        open().cursors().save(feed, cursor, status);
    }

    /** For messages; a duration of zero is not worth a word. */
    @Override
    public String toString() {
        return "spool in " + options.stateDirectory() + " for " + sinks
                + (options.keep().equals(Duration.ZERO) ? "" : ", kept for " + options.keep());
    }
}
