package org.m365siem.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.m365siem.simulator.tenant.records.ContentType;
import org.m365siem.simulator.tenant.records.GeneratedCorpus;
import org.m365siem.simulator.tenant.records.Mix;
import org.m365siem.simulator.tenant.records.Owner;

/**
 * Content blobs that cost next to nothing to serve: a few of the simulated tenant's, made once, handed out over and over with
 * new record ids.
 */
final class Blobs {
    static final String TENANT = "5c8c4a3e-51d3-4a4f-9f0e-3b0f5f0f7f10";
    private static final int TEMPLATES = 20;
    private static final int RECORDS = 500;
    private static final int LAST_GROUP = 24;
    private static final int DIGITS = 12;

    private record Template(ContentType type, byte[] body, int[] ids) {}

    private final List<Template> templates = new ArrayList<>();

    Blobs() {
        GeneratedCorpus corpus = new GeneratedCorpus(365, TENANT, (long) TEMPLATES * RECORDS, RECORDS, 0, Mix.USUAL);
        Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(10));
        for (long blob = 0; blob < TEMPLATES; blob++) {
            try {
                templates.add(template(corpus, new Owner(blob, corpus.type(blob), created, Duration.ZERO)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Exactly {@link #RECORDS} records each, whatever the corpus would put into its blobs. */
    private static Template template(GeneratedCorpus corpus, Owner owner) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int[] ids = new int[RECORDS];
        for (int i = 0; i < RECORDS; i++) {
            long number = owner.index() * RECORDS + i;
            body.write(i == 0 ? '[' : ',');
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            corpus.write(owner, number, false, record);
            String text = record.toString(StandardCharsets.ISO_8859_1);
            ids[i] = body.size() + text.indexOf(corpus.id(number)) + LAST_GROUP;
            record.writeTo(body);
        }
        body.write(']');
        return new Template(owner.type(), body.toByteArray(), ids);
    }

    static long records(long blobs) {
        return blobs * RECORDS;
    }

    /** How many blobs hold so many records. */
    static long blobs(long records) {
        return (records + RECORDS - 1) / RECORDS;
    }

    ContentType type(long blob) {
        return templates.get((int) (blob % TEMPLATES)).type();
    }

    byte[] body(long blob) {
        Template template = templates.get((int) (blob % TEMPLATES));
        byte[] body = template.body().clone();
        long number = blob * RECORDS;
        for (int at : template.ids()) {
            byte[] digits = HexFormat.of().toHexDigits(number++, DIGITS).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(digits, 0, body, at, DIGITS);
        }
        return body;
    }

    /** Bytes of JSON in an average record. */
    long recordBytes() {
        return templates.stream().mapToLong(t -> t.body().length).sum() / ((long) TEMPLATES * RECORDS);
    }
}
