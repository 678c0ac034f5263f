package org.m365siem.simulator.tenant.records;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Records made from templates: a function of seed, number and owner, computed whenever they are served. */
public final class GeneratedCorpus implements Corpus {
    private static final long TYPES = 1;
    private static final long SIZES = 2;
    private static final long RECORDS = 3;
    private static final long ODDITIES = 4;
    /** Of twenty blobs, so many of each content type. */
    private static final List<Integer> SHARES = List.of(5, 6, 3, 4, 2);

    private static final List<String> NO_RECORDS = List.of(
            "42", "null", "\"a text\"", "[]", "{}", "{\"RecordType\":1,\"Operation\":\"NoId\"}", "{\"Id\":\"\"}");

    private final long seed;
    private final String tenant;
    private final long records;
    private final int perBlob;
    private final long firstBlob;
    private final Mix mix;
    private final EventIds ids;
    private final long blobs;

    /**
     * @param records {@link Long#MAX_VALUE} for an endless corpus
     * @param perBlob records in a blob on average
     * @param firstBlob records in the first blob, or 0 for as many as in any other
     */
    public GeneratedCorpus(long seed, String tenant, long records, int perBlob, long firstBlob, Mix mix) {
        this.seed = seed;
        this.tenant = tenant;
        this.records = records;
        this.perBlob = perBlob;
        this.firstBlob = Math.min(firstBlob, records);
        this.mix = mix;
        this.ids = new EventIds(seed);
        this.blobs = records == Long.MAX_VALUE ? Long.MAX_VALUE : countBlobs();
    }

    private long countBlobs() {
        long count = Math.max(0, (records - firstBlob) / perBlob - 1);
        while (boundary(count) < records) {
            count++;
        }
        return count;
    }

    @Override
    public long records() {
        return records;
    }

    @Override
    public long blobs() {
        return blobs;
    }

    @Override
    public long first(long blob) {
        return Math.min(records, boundary(blob));
    }

    /** Blobs hold between half and one and a half times the average. */
    private long boundary(long blob) {
        if (blob == 0) {
            return 0;
        }
        long rest = firstBlob > 0 ? blob - 1 : blob;
        long spread = rest == 0 ? 0 : Dice.of(seed, SIZES, blob).below(perBlob / 2 + 1);
        return firstBlob + rest * perBlob + spread;
    }

    @Override
    public ContentType type(long blob) {
        List<ContentType> twenty = Arrays.asList(new ContentType[20]);
        int at = 0;
        for (ContentType type : ContentType.values()) {
            for (int i = 0; i < SHARES.get(type.ordinal()); i++) {
                twenty.set(at++, type);
            }
        }
        Collections.shuffle(twenty, new Random(Dice.hash(seed, TYPES, blob / 20)));
        return twenty.get((int) (blob % 20));
    }

    @Override
    public String id(long number) {
        return ids.id(number);
    }

    @Override
    public long number(CharSequence id) {
        long number = ids.number(id);
        return number < records ? number : -1;
    }

    @Override
    public boolean unique(long number) {
        return true;
    }

    /** A record without a time is not repeated: it has nothing but its arrival to be dated by. */
    @Override
    public boolean repeatable(long number) {
        return !timeless(number);
    }

    private boolean timeless(long number) {
        return mix.brokenShare() > 0 && Dice.of(seed, ODDITIES, number, 1).chance(mix.brokenShare());
    }

    @Override
    public void write(Owner owner, long number, boolean copy, OutputStream out) throws IOException {
        Dice dice = Dice.of(seed, RECORDS, number);
        RecordTemplate template = RecordTemplates.pick(owner.type(), dice);
        Instant time = owner.created().minus(owner.age()).minusSeconds(lag(dice));
        ByteText bytes = new ByteText(4_000);
        template.write(
                new RecordContext(ids.id(number), tenant, time, dice), copy ? 5 : 0, oddity(owner, number), bytes);
        bytes.writeTo(out);
        if (!copy && mix.brokenShare() > 0 && dice.chance(mix.brokenShare())) {
            out.write(',');
            out.write(dice.pick(NO_RECORDS).getBytes(StandardCharsets.UTF_8));
        }
    }

    private Oddity oddity(Owner owner, long number) {
        Dice dice = Dice.of(seed, ODDITIES, number);
        if (owner.index() == mix.paddedBlob()) {
            return Oddity.longValue(dice, dice.below(10) == 0 ? 8_000 : dice.below(1_500));
        }
        if (timeless(number)) {
            return new Oddity("CreationTime", dice.below(2) == 0 ? null : "\"not a time\"");
        }
        if (dice.chance(mix.hugeShare())) {
            return Oddity.longValue(dice, 1_000_000);
        }
        return dice.chance(mix.oddShare()) ? Oddity.of(dice) : null;
    }

    /** Seconds between an event and its blob: mostly minutes, sometimes up to 90, now and then a day. */
    private static long lag(Dice dice) {
        int kind = dice.below(100);
        if (kind < 70) {
            return 1 + dice.below(900);
        }
        return kind < 97 ? 60 + dice.below(5_340) : 3_600 + dice.below(82_800);
    }

    @Override
    public void close() {}
}
