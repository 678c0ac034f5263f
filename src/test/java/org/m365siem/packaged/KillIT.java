package org.m365siem.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.m365siem.simulator.ConservationReport;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.tenant.TenantOptions;

/** The program is killed again and again in the middle of its work, and started again each time. */
class KillIT {
    private static final int EVENTS = 30_000;
    /** In the middle of the flow. */
    private static final int KILLS = 8;
    /** While it starts. */
    private static final int KILLS_AT_START = 2;

    private static final int BATCH = 500;
    private static final int TAIL_BYTES = 1_048_576;
    /** Lines of the simulated tenant are longer than that on average. */
    private static final int LINE_BYTES = 1000;

    private static final Duration LONG = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void nothing_is_missing_and_little_is_repeated_however_often_it_is_killed() {
        long seed = System.nanoTime() % 1_000_000;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        Folder folder = Folder.copiedTo(directory.resolve("run"));
        try (Site site = new Site(directory, EVENTS, TenantOptions.builder().seed(seed))) {
            folder.set(site.settings());
            for (int i = 0; i < KILLS_AT_START; i++) {
                killWhileStarting(folder, random);
            }
            for (int i = 0; i < KILLS; i++) {
                killInTheMiddle(folder, site, i, random);
            }
            try (Program last = Program.start(folder, Map.of())) {
                site.awaitAll(LONG, site.receivers().toArray(Receiver[]::new));
                last.terminate();
                assertThat(last.output()).contains("is open").doesNotContain("Exception");
            }
            ConservationReport report = site.complete(site.receivers().toArray(Receiver[]::new));
            // a line that the kill cut is sent again
            assertThat(site.syslog.log().malformed()).isLessThanOrEqualTo(KILLS);
            assertThat(report.receivers()).allSatisfy(each -> assertThat(each.repeated())
                    .as("repeated at %s, seed %d", each.receiver(), seed)
                    .isLessThanOrEqualTo(
                            (long) KILLS * (each.receiver().equals("syslog") ? TAIL_BYTES / LINE_BYTES : BATCH)));
        }
    }

    private static void killWhileStarting(Folder folder, Random random) {
        try (Program program = Program.start(folder, Map.of())) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(3000)));
            program.kill();
        }
    }

    /** So that events flow at every kill, it comes when a random part of what is left for this turn has arrived. */
    private static void killInTheMiddle(Folder folder, Site site, int turn, Random random) {
        long all = 4L * EVENTS;
        long goal = (long) (all * (turn + 0.2 + 0.7 * random.nextDouble()) / (KILLS + 1));
        long before = site.arrivals();
        long target = Math.max(before + 1, goal);
        try (Program program = Program.start(folder, Map.of())) {
            Awaitility.await("first delivery after kill " + turn)
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> site.arrivals() > before || !program.isAlive());
            assertThat(program.isAlive()).as(program.output()).isTrue();
            System.out.printf(
                    "kill %d: first delivery %d ms after the start",
                    turn, program.age().toMillis());
            Awaitility.await("arrivals")
                    .atMost(LONG)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> site.arrivals() >= target);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(20_000)));
            program.kill();
            System.out.printf(", killed with %,d of %,d arrived%n", site.arrivals(), all);
            assertThat(program.output()).doesNotContain("Exception");
        }
    }
}
