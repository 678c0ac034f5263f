package org.m365siem.simulator.tenant.records;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedCorpusTest {
    private static final String TENANT = "11111111-2222-3333-4444-555555555555";
    private static final Instant CREATED = Instant.parse("2026-03-01T10:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void recordsOfAllWorkloadsHaveRealisticSizesAndTheMandatoryMembers() throws IOException {
        GeneratedCorpus corpus = corpus(7, 20_000, Mix.USUAL);
        Set<Integer> types = new HashSet<>();
        Set<String> ids = new HashSet<>();
        long bytes = 0;
        for (long number = 0; number < corpus.records(); number++) {
            byte[] record = bytes(corpus, number, false);
            bytes += record.length;
            JsonNode json = JSON.readTree(record);
            types.add(json.path("RecordType").asInt());
            ids.add(json.path("Id").asText());
            assertThat(json.has("CreationTime") && json.has("OrganizationId")).isTrue();
            assertThat(new String(record, java.nio.charset.StandardCharsets.UTF_8))
                    .doesNotContain("{{");
        }
        assertThat(ids).hasSize(20_000);
        assertThat(types)
                .hasSizeGreaterThan(30)
                .contains(1, 2, 6, 8, 11, 13, 15, 25, 28, 29, 34, 40, 41, 47, 62, 63, 64, 65, 78, 85, 87, 98)
                .contains(106, 113, 235, 294, 295, 297);
        assertThat(bytes / 20_000).isBetween(1_200L, 2_200L);
    }

    @Test
    void theSameSeedMakesTheSameBytesAndAnotherSeedOthers() throws IOException {
        for (long number : List.of(0L, 1L, 999L)) {
            byte[] one = bytes(corpus(7, 1_000, Mix.USUAL), number, false);
            assertThat(one).isEqualTo(bytes(corpus(7, 1_000, Mix.USUAL), number, false));
            assertThat(one).isNotEqualTo(bytes(corpus(8, 1_000, Mix.USUAL), number, false));
        }
    }

    @Test
    void aCopyIsTheSameRecordWithAnotherOrderOfMembers() throws IOException {
        GeneratedCorpus corpus = corpus(7, 1_000, Mix.USUAL);
        byte[] copy = bytes(corpus, 5, true);
        assertThat(copy).isNotEqualTo(bytes(corpus, 5, false));
        assertThat(JSON.readTree(copy)).isEqualTo(JSON.readTree(bytes(corpus, 5, false)));
    }

    @Test
    void oddRecordsAreJsonAllTheSameAndKeepTheirId() throws IOException {
        GeneratedCorpus corpus = corpus(7, 3_000, new Mix(1, 0, 0, -1));
        for (long number = 0; number < corpus.records(); number++) {
            JsonNode record = JSON.readTree(bytes(corpus, number, number % 2 == 0));
            assertThat(corpus.number(record.path("Id").asText())).isEqualTo(number);
        }
    }

    @Test
    void blobsFollowEachOtherWithoutGapAndHoldAllRecords() {
        for (long records : List.of(1L, 2L, 19L, 1_000L, 12_345L)) {
            GeneratedCorpus corpus = corpus(3, records, Mix.USUAL);
            assertThat(corpus.first(0)).isZero();
            assertThat(corpus.first(corpus.blobs())).isEqualTo(records);
            for (long blob = 0; blob < corpus.blobs(); blob++) {
                assertThat(corpus.first(blob + 1)).isGreaterThan(corpus.first(blob));
            }
        }
    }

    @Test
    void aMillionRecordsAreMadeWithoutKeepingAny() throws IOException {
        GeneratedCorpus corpus = corpus(7, 1_000_000, Mix.USUAL);
        Runtime runtime = Runtime.getRuntime();
        write(corpus, 0, 100_000);
        System.gc();
        long before = runtime.totalMemory() - runtime.freeMemory();
        write(corpus, 100_000, 1_000_000);
        System.gc();
        long after = runtime.totalMemory() - runtime.freeMemory();
        assertThat(after - before).isLessThan(8_000_000);
    }

    private static void write(GeneratedCorpus corpus, long from, long to) throws IOException {
        OutputStream nowhere = OutputStream.nullOutputStream();
        for (long number = from; number < to; number++) {
            corpus.write(owner(corpus, number), number, false, nowhere);
        }
    }

    private static GeneratedCorpus corpus(long seed, long records, Mix mix) {
        return new GeneratedCorpus(seed, TENANT, records, 50, 0, mix);
    }

    private static Owner owner(GeneratedCorpus corpus, long number) {
        long blob = number / 50;
        return new Owner(blob, corpus.type(blob), CREATED, Duration.ZERO);
    }

    private static byte[] bytes(GeneratedCorpus corpus, long number, boolean copy) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        corpus.write(owner(corpus, number), number, copy, out);
        return out.toByteArray();
    }
}
