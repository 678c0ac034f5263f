package org.m365siem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** In a process of its own. */
class ShutdownLimitTest {
    @Test
    void a_shutdown_that_never_ends_is_broken_off() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Stuck.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ShutdownLimit.TERMINATED);
            assertThat(said).contains("did not end within 200 ms");
        } finally {
            process.destroyForcibly();
        }
    }

    /** A program with something that does not react. */
    static final class Stuck {
        public static void main(String[] args) {
            ShutdownLimit.install(Duration.ofMillis(200));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException never) {
                    throw new AssertionError(never);
                }
            }));
            System.exit(0);
        }
    }
}
