package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.TickingClock;
import org.m365siem.spool.SpoolException;

class OpeningTest {
    @TempDir
    Path directory;

    private AbstractThrowableAssert<?, ? extends Throwable> assertRefused() {
        return assertThatThrownBy(() -> SqliteSpool.open(Spools.options(directory)))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining(directory.toString());
    }

    private void fill() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            for (int i = 0; i < 20; i++) {
                spool.append(Spools.realistic(i * 50, 50, new Random(i)));
            }
        }
    }

    @Test
    void theStateDirectoryIsMadeWhenItIsMissing() {
        Path deep = directory.resolve("var/lib/state");
        try (SqliteSpool spool = Spools.open(deep, "splunk")) {
            spool.append(Spools.batch("a"));
        }
        assertThat(deep.resolve("spool.db")).exists();
        assertThat(deep.resolve("spool.db-wal")).doesNotExist();
    }

    @Test
    void aStateDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> SqliteSpool.open(Spools.options(file.resolve("state"))))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("cannot be made")
                .hasMessageContaining("m365.state-dir");
    }

    @Test
    void theSecondOwnerIsToldTheFirstOnesProcessId() {
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertRefused()
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
            spool.append(Spools.batch("a"));
        }
        Spools.open(directory).close();
    }

    @Test
    void anEmptyFileIsDamageAndNotANewStore() throws Exception {
        fill();
        Files.write(directory.resolve("spool.db"), new byte[0]);
        assertRefused().hasMessageContaining("is damaged (it is empty)").hasMessageContaining("backup");
        assertThat(directory.resolve("spool.db")).isEmptyFile();
    }

    @Test
    void aTruncatedFileIsRefused() throws Exception {
        fill();
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("spool.db").toFile(), "rw")) {
            file.setLength(file.length() / 2);
        }
        assertRefused().hasMessageContaining("is damaged");
        try (RandomAccessFile file =
                new RandomAccessFile(directory.resolve("spool.db").toFile(), "rw")) {
            file.setLength(10);
        }
        assertRefused().hasMessageContaining("is damaged");
    }

    @Test
    void somethingElseUnderTheNameIsRefused() throws Exception {
        Files.writeString(
                directory.resolve("spool.db"), "this is not a database, whatever its name says. ".repeat(200));
        assertRefused().hasMessageContaining("is damaged");
        Files.delete(directory.resolve("spool.db"));
        Files.createDirectory(directory.resolve("spool.db"));
        assertRefused();
    }

    @Test
    void aStoreOfANewerVersionIsRefusedUntouched() throws Exception {
        fill();
        Spools.sql(directory, "update store set value = 2 where key = 'schema'");
        assertRefused().hasMessageContaining("newer version of this program (schema 2, this one knows 1)");
        assertThatThrownBy(() -> SpoolCommands.open(Spools.options(directory), List.of(), Duration.ZERO))
                .hasMessageContaining("newer version");
        Spools.sql(directory, "update store set value = 1 where key = 'schema'");
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(spool.sinks().get(0).lagEvents()).isEqualTo(1000);
        }
    }

    @Test
    void idsWithoutTheirDatabaseAreDamage() throws Exception {
        TickingClock clock = new TickingClock();
        try (SqliteSpool spool = Spools.open(Spools.options(directory).clock(clock), "splunk")) {
            spool.append(Spools.batch("a"));
            clock.tick(Duration.ofDays(1));
            spool.maintain();
        }
        Files.delete(directory.resolve("spool.db"));
        assertRefused().hasMessageContaining("it is missing, while the event ids beside it are there");
    }

    @Test
    void aBirthThatWasInterruptedIsDoneAgain() throws Exception {
        Files.write(directory.resolve("spool.db.new"), new byte[100]);
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            assertThat(spool.append(Spools.batch("a")).fresh()).isEqualTo(1);
        }
        assertThat(directory.resolve("spool.db.new")).doesNotExist();
    }

    @Test
    void aDamagedChunkIsNamedAndNothingBehindItIsLost() throws Exception {
        fill();
        Spools.sql(directory, "update chunk set body = zeroblob(100) where sequence = 1");
        try (SqliteSpool spool = Spools.open(directory, "splunk")) {
            var reader = spool.reader("splunk");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(reader::next)
                        .isInstanceOf(SpoolException.class)
                        .hasMessageContaining("spool.db: chunk 1 cannot be read");
            }
            assertThat(spool.sinks().get(0).lagEvents()).isEqualTo(1000);
        }
    }
}
