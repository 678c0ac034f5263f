package org.m365siem.simulator.tenant.feed;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.Corpus;
import org.m365siem.simulator.tenant.records.Dice;
import org.m365siem.simulator.tenant.records.Owner;

/** When which blob appears. A function of seed, start and index: nothing is kept. */
public final class Timeline {
    /** Less than collectors look back: what is listed later than that cannot be had. */
    private static final Duration LATE_WITHIN = Duration.ofMinutes(100);

    private static final long FATES = 10;
    private static final long LATE = 11;
    private static final long OLD = 12;
    private static final Duration LIFE = Duration.ofDays(7);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);
    /** Two times with a counter each, then the type twice and the region. */
    private static final Pattern CONTENT_ID =
            Pattern.compile("\\d{17}(\\d{6})\\$\\d{17}(\\d{6})\\$audit_\\w+\\$Audit_\\w+\\$\\w+"
                    + "|\\d{17}(\\d{6})\\$\\d{17}(\\d{6})\\$dlp_all\\$DLP_All\\$\\w+");

    private final long seed;
    private final Corpus corpus;
    private final Shape shape;
    private final Instant start;
    private final double rate;
    private final Duration history;

    /**
     * @param start in the Activity API's time
     * @param rate records a second from start on; 0 when all are there before it
     * @param history how far the blobs reach back when rate is 0
     */
    public Timeline(long seed, Corpus corpus, Shape shape, Instant start, double rate, Duration history) {
        this.seed = seed;
        this.corpus = corpus;
        this.shape = shape;
        this.start = start;
        this.rate = rate;
        this.history = history;
    }

    public Blob blob(long index) {
        Instant created = created(index);
        ContentType type = corpus.type(index);
        Dice fates = Dice.of(seed, FATES, index);
        boolean expired = fates.chance(shape.expired);
        boolean missing = !expired && fates.chance(shape.missing);
        boolean isLate = created.isAfter(start.minus(LATE_WITHIN))
                && Dice.of(seed, LATE, index).chance(shape.late);
        Duration late = isLate ? shape.lateBy : Duration.ZERO;
        // what is late in the back-fill is late after the start, or nobody would notice
        Instant visible = late.isZero() ? created : (created.isBefore(start) ? start : created).plus(late);
        return new Blob(
                new Owner(index, type, created, old(index) ? Duration.ofDays(5) : Duration.ZERO),
                contentId(index, type, created),
                visible,
                expired ? created.minus(Duration.ofMinutes(1)) : created.plus(LIFE),
                expired ? Blob.Fate.EXPIRED : missing ? Blob.Fate.MISSING : Blob.Fate.LASTS,
                corpus.first(index),
                corpus.first(index + 1));
    }

    /** True for a blob of old events, which the next one of its type repeats. */
    boolean old(long index) {
        return Dice.of(seed, OLD, index).chance(shape.oldAndRepeated);
    }

    private Instant created(long index) {
        if (rate > 0) {
            long before = shape.largeBlobBytes > 0 ? corpus.first(1) : 0;
            return start.plusMillis((long) ((corpus.first(index + 1) - before) * 1000.0 / rate));
        }
        long span = history.toMillis();
        long blobs = corpus.blobs();
        if (!shape.bursts) {
            return start.minusMillis(span - span * index / blobs);
        }
        long burst = Math.max(1, blobs / 4);
        return start.minusMillis(span - span * (index / burst) * burst / blobs)
                .plusMillis(Math.min(1_000, span / (blobs * 4)) * (index % burst));
    }

    private static String contentId(long index, ContentType type, Instant created) {
        return STAMP.format(created.minusSeconds(29))
                + String.format("%06d", index / 1_000_000)
                + "$" + STAMP.format(created)
                + String.format("%06d", index % 1_000_000)
                + "$" + type.inContentId() + "$emea0001";
    }

    /** False for a text that cannot be a content id (AF20052). */
    public static boolean isContentId(String text) {
        return CONTENT_ID.matcher(text).matches();
    }

    /** The blob of this id, whether it is visible yet or not; null when there is none. */
    public Blob find(String contentId) {
        Matcher matcher = CONTENT_ID.matcher(contentId);
        if (!matcher.matches()) {
            return null;
        }
        int group = matcher.group(1) == null ? 3 : 1;
        long index = Long.parseLong(matcher.group(group)) * 1_000_000 + Long.parseLong(matcher.group(group + 1));
        if (shape.quiet || index >= corpus.blobs()) {
            return null;
        }
        Blob blob = blob(index);
        return blob.contentId().equals(contentId) ? blob : null;
    }

    /** How many blobs were created before this time; the first that is not has this index. */
    public long before(Instant time) {
        if (shape.quiet) {
            return 0;
        }
        long low = 0;
        long high = Math.min(corpus.blobs(), 1L << 40);
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (created(middle).isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
