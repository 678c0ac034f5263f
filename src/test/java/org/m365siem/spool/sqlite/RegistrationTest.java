package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SinkStatus;
import org.m365siem.spool.SpoolException;

class RegistrationTest {
    @TempDir
    Path directory;

    private static SinkStatus status(SqliteSpool spool, String sink) {
        return spool.sinks().stream()
                .filter(s -> s.sink().equals(sink))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewSinkStartsAtTheOldestEventKept() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            SinkReader splunk = spool.reader("splunk");
            spool.append(Spools.batch("a"));
            Spools.drain(splunk);
            spool.maintain();
            spool.append(Spools.batch("b"));
            spool.append(Spools.batch("c"));
            spool.register(List.of("splunk", "kafka"));
            assertThat(status(spool, "kafka").lagEvents()).isEqualTo(2);
            assertThat(Spools.drain(spool.reader("kafka"))).containsExactly("b", "c");
        }
    }

    @Test
    void aSinkThatIsNoLongerListedHoldsDiskAndKeepsItsPlace() throws Exception {
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka")) {
            spool.append(Spools.batch("a"));
        }
        try (SqliteSpool spool = Spools.open(directory, "kafka")) {
            Spools.drain(spool.reader("kafka"));
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from chunk")).isEqualTo(1);
            assertThat(status(spool, "splunk").listed()).isFalse();
            assertThat(status(spool, "splunk").lagBytes()).isPositive();
            assertThat(status(spool, "kafka").listed()).isTrue();
            assertThat(spool.status().pendingBytes())
                    .isEqualTo(status(spool, "splunk").lagBytes());
        }
        try (SqliteSpool spool = Spools.open(directory, "splunk", "kafka")) {
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("a");
        }
    }

    @Test
    void withoutAnySinkEverythingIsKept() {
        try (SqliteSpool spool = Spools.open(directory)) {
            spool.append(Spools.batch("a"));
            spool.maintain();
            assertThat(spool.status().pendingBytes()).isPositive();
            spool.register(List.of("late"));
            assertThat(Spools.drain(spool.reader("late"))).containsExactly("a");
        }
    }

    @Test
    void aSinkThatNobodyRegisteredHasNoReader() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThatThrownBy(() -> spool.reader("spluk"))
                    .isInstanceOf(SpoolException.class)
                    .hasMessageContaining("sink spluk is not registered; registered are [splunk]");
        }
    }

    @Test
    void whatEverySinkHasIsDeletedAtOnceOrAfterTheTimeToKeep() throws Exception {
        TickingClock clock = new TickingClock();
        SpoolOptions options = Spools.options(directory).clock(clock).keep(Duration.ofHours(1));
        try (SqliteSpool spool = Spools.open(options, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            for (int i = 0; i < 40; i++) {
                spool.append(Spools.batch("a" + i));
            }
            clock.tick(Duration.ofHours(5));
            spool.maintain();
            Spools.drain(reader);
            spool.maintain();
            clock.tick(Duration.ofMinutes(2));
            spool.maintain();
            assertThat(spool.status().pendingBytes()).isZero();
            clock.tick(Duration.ofMinutes(55));
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from chunk")).isEqualTo(40);
            clock.tick(Duration.ofMinutes(6));
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from chunk")).isZero();
        }
        try (SqliteSpool spool = Spools.open(Spools.options(directory), "splunk")) {
            spool.append(Spools.batch("x"));
            Spools.drain(spool.reader("splunk"));
            spool.maintain();
            assertThat(Spools.number(directory, "select count(*) from chunk")).isZero();
            spool.append(Spools.batch("y"));
            assertThat(Spools.drain(spool.reader("splunk"))).containsExactly("y");
        }
    }
}
