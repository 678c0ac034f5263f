package org.m365siem.spool.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.spool.SinkReader;
import org.m365siem.spool.SpoolRefusedException;

/** A real file system that is really full; needs the right to mount one, otherwise skipped. */
class FullDiskTest {
    @TempDir
    Path directory;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        Process mount = new ProcessBuilder("sh", "-c", "mount -t tmpfs -o size=40m tmpfs \"$0\"", disk.toString())
                .redirectErrorStream(true)
                .start();
        mount.getInputStream().readAllBytes();
        Assumptions.assumeTrue(mount.waitFor() == 0, "tmpfs cannot be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        new ProcessBuilder("sh", "-c", "umount \"$0\"", disk.toString()).start().waitFor();
    }

    @Test
    void deliveriesAreWrittenDownOnAFullDiskAndNothingIsLostOrRepeated() throws Exception {
        List<String> appended = new ArrayList<>();
        List<String> delivered = new ArrayList<>();
        Path state = disk.resolve("state");
        Files.write(disk.resolve("others"), new byte[4 << 20]);
        try (SqliteSpool spool = Spools.open(state, "splunk")) {
            assertThatThrownBy(() -> {
                        while (true) {
                            var batch = Spools.realistic(appended.size(), 100, new Random(appended.size()));
                            assertThat(spool.append(batch).fresh()).isEqualTo(100);
                            appended.addAll(batch.ids());
                        }
                    })
                    .isInstanceOf(SpoolRefusedException.class)
                    .hasMessageContaining("bytes left");
            fillUp();
            SinkReader reader = spool.reader("splunk");
            for (int i = 0; i < 20; i++) {
                SinkReader.Chunk chunk = reader.next().orElseThrow();
                for (String id : chunk.batch().ids()) {
                    reader.delivered(chunk, List.of(id));
                    delivered.add(id);
                }
            }
            spool.maintain();
        }
        try (SqliteSpool spool = Spools.open(state, "splunk")) {
            SinkReader reader = spool.reader("splunk");
            delivered.addAll(Spools.drain(reader));
            assertThat(delivered).isEqualTo(appended);
            spool.maintain();
            assertThatThrownBy(() -> spool.append(Spools.batch("a"))).isInstanceOf(SpoolRefusedException.class);
            Files.delete(disk.resolve("others"));
            Files.delete(disk.resolve("more"));
            spool.maintain();
            assertThat(spool.append(Spools.batch("a")).fresh()).isEqualTo(1);
            assertThat(Spools.drain(reader)).containsExactly("a");
        }
    }

    /** What others write on the same disk takes the last byte. */
    private void fillUp() throws IOException {
        try (OutputStream out = Files.newOutputStream(disk.resolve("more"))) {
            byte[] page = new byte[4096];
            for (int i = 0; i < 100_000; i++) {
                out.write(page);
            }
            throw new AssertionError("the disk is not full");
        } catch (IOException full) {
            assertThat(disk.toFile().getUsableSpace()).isZero();
        }
    }
}
