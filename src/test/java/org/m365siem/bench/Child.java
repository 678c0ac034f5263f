package org.m365siem.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Java process of its own and what it uses of the machine. Memory and disk are read from Linux's {@code /proc}, and unknown elsewhere. */
final class Child implements AutoCloseable {
    private static final Pattern GC = Pattern.compile("(\\d+)K->(\\d+)K\\(");

    private final Path directory;
    private final Process process;

    /** What was used until a moment. */
    record Mark(long nanos, Duration cpu, long allocated, long written) {}

    /** @param arguments what stands behind the options of the JVM that every child has */
    private Child(Path directory, List<String> arguments) throws IOException {
        this.directory = Files.createDirectories(directory);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xlog:gc*=debug:file=" + directory.resolve("gc.log") + "::filecount=0");
        command.addAll(arguments);
        process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    static Child start(Path directory, List<String> arguments) throws IOException {
        return new Child(directory, arguments);
    }

    private Path log() {
        return directory.resolve("output.log");
    }

    /** What it has printed. */
    String output() {
        try {
            return Files.readString(log());
        } catch (IOException e) {
            return "";
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Lets it run for so long; fails when it ends meanwhile. */
    void letRun(Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it has ended:\n" + output());
        }
    }

    void waitForEnd() throws InterruptedException {
        process.waitFor();
    }

    Duration cpu() {
        return process.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    Mark mark() {
        return new Mark(System.nanoTime(), cpu(), allocated(), kernel("io", "write_bytes:"));
    }

    /** Resident memory now, in bytes; 0 where it cannot be known. */
    long resident() {
        return kernel("status", "VmRSS:") * 1024;
    }

    long mostResident() {
        return kernel("status", "VmHWM:") * 1024;
    }

    private long kernel(String file, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), file))) {
            return lines.filter(line -> line.startsWith(name))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException noLinux) {
            return 0;
        }
    }

    /** The most that the heap held before a collection, in bytes. */
    long peakHeap() {
        return collections().stream().mapToLong(c -> c[0]).max().orElse(0);
    }

    /** What was allocated up to the last collection, in bytes: each time as much as the heap grew since the one before. */
    private long allocated() {
        long sum = 0;
        long left = 0;
        for (long[] collection : collections()) {
            sum += collection[0] - left;
            left = collection[1];
        }
        return sum;
    }

    /** Used before and after each collection, in bytes. */
    private List<long[]> collections() {
        try (Stream<String> lines = Files.lines(directory.resolve("gc.log"))) {
            return lines.map(Child::collection).filter(c -> c.length > 0).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long[] collection(String line) {
        Matcher m = GC.matcher(line.contains(" Pause ") ? line.replaceAll("(\\d+)M\\b", "$1000K") : "");
        return m.find()
                ? new long[] {Long.parseLong(m.group(1)) * 1024, Long.parseLong(m.group(2)) * 1024}
                : new long[0];
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
