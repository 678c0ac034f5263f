package org.m365siem.collect.audit;

import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;
import org.m365siem.collect.Answer;
import org.m365siem.collect.CursorStore;
import org.m365siem.collect.FeedKey;
import org.m365siem.collect.FeedStatus;
import org.m365siem.collect.RequestBudget;
import org.m365siem.collect.ServiceClock;
import org.m365siem.event.EventBatch;
import org.m365siem.settings.Cloud;
import org.m365siem.settings.MonotonicClock;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * The audit log of one tenant: which content type is due to ask, which blobs are due to be fetched. A route asks both several
 * times a second; nothing here waits. Safe for any number of threads.
 */
public final class AuditFeeds {
    /** The source's name, as in {@code m365.sources}. */
    public static final String SOURCE = "office365-audit";
    /** All content types there are. */
    public static final String ALL_TYPES =
            "Audit.AzureActiveDirectory,Audit.Exchange,Audit.SharePoint,Audit.General,DLP.All";

    /** Microsoft's baseline, in requests a minute and tenant. */
    static final int REQUESTS_A_MINUTE = 2_000;

    /** Of the eight blob requests at once, so many may be second tries: blobs that hang do not hold up all others. */
    private static final int RETRIES_AT_ONCE = 4;

    private static final int LARGEST_LISTING = 64 * 1024 * 1024;

    private static final Pattern GUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private String tenantId;
    private String contentTypes;
    private String cloud;
    private String managementUrl;
    private String pollInterval;
    private String overlap;
    private String firstRun;
    private CursorStore cursors;
    private Clock clock = new MonotonicClock();

    private final Semaphore retries = new Semaphore(RETRIES_AT_ONCE);
    private List<AuditFeed> feeds;
    private RequestBudget budget;
    private Ticks ticks;
    private int turn;
    private BlobHandout handout;

    /** The feeds whose turn it is to ask. */
    public synchronized List<FeedRun> due() {
        start();
        ticks.tick();
        List<FeedRun> runs = new ArrayList<>();
        for (AuditFeed feed : feeds) {
            FeedRun run = feed.begin();
            if (run != null) {
                runs.add(run);
            }
        }
        return runs;
    }

    /**
     * The blobs to fetch: one after the other as long as some are due, feed by feed in turn. None while an earlier handout is
     * still in use: it comes to whatever is due meanwhile.
     */
    public synchronized Iterator<BlobFetch> blobs() {
        if (handout != null && handout.isInUse()) {
            return Collections.emptyIterator();
        }
        handout = new BlobHandout(this, clock);
        return handout;
    }

    /** Takes in the answer to a run's request. */
    public void answered(FeedRun run, int status, Map<String, Object> headers, InputStream body) {
        // read before any lock is taken: a slow server holds up nobody else
        run.answered(new Answer(status, headers, WholeBody.of(body, LARGEST_LISTING, clock::instant)));
    }

    /** A blob's events in batches, read from the stream as they are asked for. */
    public Iterator<EventBatch> batches(BlobFetch blob, int status, Map<String, Object> headers, InputStream body) {
        InputStream content =
                status == 200 && body != null ? body : WholeBody.of(body, LARGEST_LISTING, clock::instant);
        return blob.batches(new Answer(status, headers, content));
    }

    /** How each content type fares. */
    public synchronized Map<String, FeedStatus> status() {
        start();
        Map<String, FeedStatus> status = new TreeMap<>();
        feeds.forEach(feed -> status.put(feed.key().feed(), feed.status()));
        return status;
    }

    /** True while the trigger goes on: nothing is begun any more once the route is stopping. */
    boolean isTicking() {
        return ticks.isTicking();
    }

    /** True when one more request is within this minute's budget; it is counted then. */
    boolean takeRequest() {
        return budget.take();
    }

    /** The places for blobs that failed before. */
    Semaphore retries() {
        return retries;
    }

    synchronized BlobFetch takeBlob() {
        start();
        if (!ticks.isTicking()) {
            return null;
        }
        for (int i = 0; i < feeds.size(); i++) {
            turn = (turn + 1) % feeds.size();
            BlobFetch blob = feeds.get(turn).takeBlob();
            if (blob == null) {
                continue;
            }
            if (budget.take()) {
                return blob;
            }
            blob.notTried();
            return null;
        }
        return null;
    }

    private void start() {
        if (feeds != null) {
            return;
        }
        String tenant = tenant();
        String url =
                Values.text(managementUrl) == null ? Cloud.of("cloud", cloud).managementUrl() : managementUrl.strip();
        AuditApi api = new AuditApi(url, tenant);
        ServiceClock service = new ServiceClock(clock);
        Duration poll = duration("pollInterval", pollInterval, Duration.ofSeconds(60));
        Duration back = duration("overlap", overlap, Duration.ofHours(2));
        Duration first = duration("firstRun", firstRun, Duration.ofHours(24));
        if (first.compareTo(Duration.ofDays(7)) > 0) {
            throw new SettingException("firstRun", firstRun, "at most 7d, which is as far as Microsoft lists");
        }
        if (cursors == null) {
            throw new SettingException("cursors", "", "the name of a bean that keeps cursors");
        }
        budget = new RequestBudget(REQUESTS_A_MINUTE, clock);
        ticks = new Ticks(clock);
        List<AuditFeed> made = new ArrayList<>();
        for (String type : Values.list(Values.text(contentTypes) == null ? ALL_TYPES : contentTypes)) {
            FeedKey key = new FeedKey(SOURCE, tenant, type);
            made.add(new AuditFeed(key, api, cursors, service, this, poll, back, first));
        }
        feeds = List.copyOf(made);
    }

    private String tenant() {
        String tenant = Values.text(tenantId) == null ? "" : tenantId.strip().toLowerCase(Locale.ROOT);
        if (!GUID.matcher(tenant).matches()) {
            throw new SettingException("tenantId", tenant, "the tenant's GUID");
        }
        return tenant;
    }

    private static Duration duration(String key, String value, Duration otherwise) {
        return Values.text(value) == null ? otherwise : Values.duration(key, value);
    }

    public void setTenantId(String tenantId) {
        this.tenantId = tenantId;
    }

    public void setContentTypes(String contentTypes) {
        this.contentTypes = contentTypes;
    }

    public void setCloud(String cloud) {
        this.cloud = cloud;
    }

    public void setManagementUrl(String managementUrl) {
        this.managementUrl = managementUrl;
    }

    public void setPollInterval(String pollInterval) {
        this.pollInterval = pollInterval;
    }

    public void setOverlap(String overlap) {
        this.overlap = overlap;
    }

    public void setFirstRun(String firstRun) {
        this.firstRun = firstRun;
    }

    public void setCursors(CursorStore cursors) {
        this.cursors = cursors;
    }

    void setClock(Clock clock) {
        this.clock = clock;
    }
}
