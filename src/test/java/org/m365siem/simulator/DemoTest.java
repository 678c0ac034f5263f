package org.m365siem.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The repository's routes against the demo's tenant and receivers, each run a process of its own. */
class DemoTest {
    private static final Pattern RECEIVER = Pattern.compile("(?m)^ {2}(\\w+) +([\\d,]+) +([\\d,]+) +([\\d,]+) .*$");

    @TempDir
    Path directory;

    @Test
    void everything_arrives_once() throws Exception {
        String report = finish(start("m365.demo.events=3000"));
        assertThat(report).contains("complete: nothing is missing").doesNotContain("INCOMPLETE");
        assertThat(figures(report)).hasSize(4).allSatisfy(figures -> {
            assertThat(figures[0]).isEqualTo(3000);
            assertThat(figures[1]).isZero();
            assertThat(figures[2]).isZero();
        });
    }

    @Test
    void nothing_is_missing_after_a_kill_in_the_middle() throws Exception {
        Process first = start("m365.demo.events=20000", "m365.demo.seed=7");
        BufferedReader lines = first.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("arrived ") && Long.parseLong(line.substring(8)) > 1000) {
                break;
            }
        }
        first.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        String report = finish(start("m365.demo.events=20000", "m365.demo.seed=7"));
        assertThat(report).contains("complete: nothing is missing");
        // one batch in flight; syslog, which acknowledges nothing, repeats its unconfirmed tail of at most 1 MB
        assertThat(figures(report)).hasSize(4).allSatisfy(figures -> {
            assertThat(figures[0]).isEqualTo(20_000);
            assertThat(figures[1]).isZero();
            assertThat(figures[2]).isLessThanOrEqualTo(1_500);
        });
    }

    private Process start(String... settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                DemoProgram.class.getName(),
                "m365.demo.directory=" + directory.resolve("demo")));
        Stream.of(settings).forEach(command::add);
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String finish(Process process) throws Exception {
        StringBuilder output = new StringBuilder();
        process.inputReader()
                .lines()
                .filter(line -> !line.startsWith("arrived"))
                .forEach(line -> output.append(line).append('\n'));
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output.toString()).isZero();
        return output.substring(output.indexOf("conservation report"));
    }

    /** Received, missing and repeated of each receiver. */
    private static List<long[]> figures(String report) {
        Matcher matcher = RECEIVER.matcher(report);
        List<long[]> figures = new ArrayList<>();
        while (matcher.find()) {
            if (DemoOptions.ALL_SINKS.contains(matcher.group(1))) {
                figures.add(new long[] {number(matcher.group(2)), number(matcher.group(3)), number(matcher.group(4))});
            }
        }
        return figures;
    }

    private static long number(String text) {
        return Long.parseLong(text.replace(",", ""));
    }
}
