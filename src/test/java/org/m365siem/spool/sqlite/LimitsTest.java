package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SpoolRefusedException;

class LimitsTest {
    private static final long MB = 1 << 20;

    @TempDir
    Path directory;

    private int next;

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(SqliteSpool spool, String id) {
        return assertThatThrownBy(() -> spool.append(Spools.batch(id))).isInstanceOf(SpoolRefusedException.class);
    }

    @Test
    void theQuotaRefusesDrainsAndTheFileStaysTheSameSize() throws Exception {
        long quota = 2 * MB;
        long firstSize = 0;
        try (SqliteSpool spool = Spools.open(Spools.options(directory).maxBytes(quota), "splunk", "kafka")) {
            SinkReader splunk = spool.reader("splunk");
            SinkReader kafka = spool.reader("kafka");
            for (int cycle = 0; cycle < 4; cycle++) {
                long fresh = 0;
                try {
                    while (true) {
                        fresh += spool.append(Spools.realistic(next, 100, new Random(next)))
                                .fresh();
                        next += 100;
                    }
                } catch (SpoolRefusedException full) {
                    assertThat(full).hasMessageContaining("m365.spool.max-bytes = " + quota);
                }
                assertThat(spool.status().refusal()).contains("max-bytes");
                assertThat(spool.status().pendingBytes()).isBetween(quota / 2, quota);
                assertThat(Spools.drain(splunk)).hasSize((int) fresh);
                spool.maintain();
                assertThat(spool.status().refusal()).isNotNull();
                assertThat(Spools.drain(kafka)).hasSize((int) fresh);
                spool.maintain();
                assertThat(spool.status().refusal()).isNull();
                assertThat(Spools.number(directory, "select count(*) from chunk"))
                        .isZero();
                if (cycle == 0) {
                    firstSize = Spools.number(directory, "pragma page_count") * 4096;
                }
            }
            assertThat(Spools.number(directory, "pragma page_count") * 4096).isBetween(quota, firstSize + quota / 4);
        }
    }

    @Test
    void whatWasSeenIsNoReasonToRefuse() {
        try (SqliteSpool spool = Spools.open(Spools.options(directory).maxBytes(300), "splunk")) {
            spool.append(Spools.batch("a"));
            spool.append(Spools.batch("b"));
            assertRefused(spool, "c");
            assertThat(spool.append(Spools.batch("a", "b")).duplicates()).isEqualTo(2);
        }
    }

    @Test
    void aBatchOverTheWholeQuotaPassesAlone() {
        try (SqliteSpool spool = Spools.open(Spools.options(directory).maxBytes(100), "splunk")) {
            spool.append(Spools.realistic(0, 100, new Random(1)));
            assertRefused(spool, "b").hasMessageContaining("max-bytes");
            Spools.drain(spool.reader("splunk"));
            spool.append(Spools.batch("b"));
        }
    }

    @Test
    void belowTheFreeDiskFloorAppendsRefuseUntilThereIsRoomAgain() {
        AtomicLong free = new AtomicLong(100 * MB);
        AtomicLong asked = new AtomicLong();
        SpoolOptions options = Spools.options(directory).minFreeDisk(50 * MB).freeDisk(any -> {
            asked.incrementAndGet();
            return free.get();
        });
        try (SqliteSpool spool = Spools.open(options, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            spool.append(Spools.batch("a"));
            free.set(49 * MB);
            Awaitility.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> assertRefused(
                            spool, "b" + next++)
                    .hasMessageContaining("less than " + 50 * MB + " (m365.spool.min-free-disk"));
            assertThat(Spools.drain(reader)).startsWith("a");
            spool.maintain();
            assertThat(spool.status().refusal()).contains("min-free-disk");
            free.set(100 * MB);
            Awaitility.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                spool.maintain();
                assertThat(spool.status().refusal()).isNull();
            });
            spool.append(Spools.batch("c"));
            assertThat(Spools.drain(reader)).containsExactly("c");

            long before = asked.get();
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                spool.append(Spools.batch("x" + i));
            }
            long tenths = (System.nanoTime() - start) / 100_000_000 + 1;
            assertThat(asked.get() - before).isLessThanOrEqualTo(tenths + 1);
        }
    }

    @Test
    void belowTheFloorPagesOfTheStoreAreUsedAgain() {
        AtomicLong free = new AtomicLong(100 * MB);
        SpoolOptions options = Spools.options(directory).minFreeDisk(50 * MB).freeDisk(any -> free.get());
        try (SqliteSpool spool = Spools.open(options, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            for (int i = 0; i < 10; i++) {
                spool.append(Spools.realistic(i * 100, 100, new Random(i)));
            }
            free.set(40 * MB);
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertRefused(spool, "b" + next++));
            Spools.drain(reader);
            Awaitility.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                spool.maintain();
                assertThat(spool.status().refusal()).isNull();
            });
            assertThat(spool.append(Spools.batch("last")).fresh()).isEqualTo(1);
        }
    }

    @Test
    void aDiskThatRefusesWritesNothingAndIsUsedAgainByItself() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            spool.append(Spools.batch("a"));
            spool.appends("pragma query_only = on");
            assertRefused(spool, "b").hasMessageContaining("readonly");
            assertThat(spool.status().refusal()).contains("readonly");
            assertThat(Spools.drain(reader)).containsExactly("a");
            spool.maintain();
            assertThat(spool.status().refusal()).contains("readonly");
            spool.appends("pragma query_only = off");
            spool.maintain();
            assertThat(spool.status().refusal()).isNull();
            assertThat(spool.append(Spools.batch("b")).fresh()).isEqualTo(1);
            assertThat(Spools.drain(reader)).containsExactly("b");
        }
    }

    @Test
    void aFullDatabaseRefusesAndTheSinksGoOn() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            spool.append(Spools.realistic(0, 100, new Random(1)));
            long pages = Spools.number(directory, "pragma page_count");
            spool.appends("pragma max_page_count = " + pages);
            assertThatThrownBy(() -> spool.append(Spools.realistic(100, 100, new Random(2))))
                    .isInstanceOf(SpoolRefusedException.class)
                    .hasMessageContaining("full");
            assertThat(Spools.drain(reader)).hasSize(100);
            spool.maintain();
            assertThat(spool.append(Spools.realistic(100, 50, new Random(2))).fresh())
                    .as("the pages of what was delivered are used again")
                    .isEqualTo(50);
        }
    }

    @Test
    void aStoreThatIsDeletedUnderTheProgramIsNotWrittenTo() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            spool.append(Spools.batch("a"));
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
            assertRefused(spool, "b").hasMessageContaining("was deleted or replaced");
            assertThat(spool.status().refusal()).contains("deleted");
            assertThat(Spools.drain(reader))
                    .as("what is still open is still delivered")
                    .containsExactly("a");
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("spool.db"), "another file");
            assertRefused(spool, "b").hasMessageContaining("was deleted or replaced");
        }
    }

    @Test
    void theReserveIsSetAsideAgainOnceThereIsRoom() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(directory.resolve("spool.reserve")).hasSize(4 * MB);
            Files.delete(directory.resolve("spool.reserve"));
            assertRefused(spool, "a").hasMessageContaining("is full");
            spool.maintain();
            assertThat(spool.append(Spools.batch("a")).fresh()).isEqualTo(1);
            assertThat(List.of(directory.toFile().list())).contains("spool.reserve");
        }
    }
}
