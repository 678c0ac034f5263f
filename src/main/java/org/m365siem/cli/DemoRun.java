package org.m365siem.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.m365siem.camel.RouteSet;
import org.m365siem.camel.SpoolComponent;
import org.m365siem.console.LiveTable;
import org.m365siem.console.Program;
import org.m365siem.settings.SettingException;
import org.m365siem.simulator.ConservationReport;
import org.m365siem.simulator.Demo;
import org.m365siem.simulator.DemoOptions;
import org.m365siem.spool.SinkStatus;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The program against a simulated tenant and simulated SIEMs: a table every five seconds, and at the end a report of what
 * arrived where.
 */
final class DemoRun {
    private static final int TABLE_SECONDS = 5;

    private final Demo demo;
    private final DemoOptions options;
    private final PrintStream out = System.out;
    private ConfigurableApplicationContext context;
    private boolean finished;

    private DemoRun(Demo demo, DemoOptions options) {
        this.demo = demo;
        this.options = options;
    }

    /** @return {@link Cli#RUNS_ON}, or the exit code when it cannot start */
    static int start(SettingsEnvironment settings, String... args) {
        PrintWriter err = new PrintWriter(System.err, true);
        try {
            DemoOptions options = DemoOptions.of(settings::get);
            DemoRun run = new DemoRun(Demo.start(options), options);
            return run.go(settings.with(run.demo.settings()), err, args);
        } catch (SettingException e) {
            err.println(e.getMessage());
            return RunCommand.CANNOT_START;
        } catch (NoClassDefFoundError e) {
            err.println(
                    "The demo needs a checkout of the project, this jar has no simulator: ./mvnw -Pdemo spring-boot:run");
            return RunCommand.CANNOT_START;
        }
    }

    private int go(SettingsEnvironment settings, PrintWriter err, String... args) {
        Report report = Report.of(RouteSet.read(Path.of("")), settings);
        if (!report.isClean()) {
            err.println("m365-siem cannot start.");
            report.print(err);
            demo.close();
            return RunCommand.CANNOT_START;
        }
        int code = RunCommand.startProgram(() -> context = Program.startUnhooked(settings.overrides(), args), err);
        if (code != Cli.RUNS_ON) {
            demo.close();
            return code;
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::finish, "demo-end"));
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
        ticker.scheduleAtFixedRate(this::printTable, TABLE_SECONDS, TABLE_SECONDS, TimeUnit.SECONDS);
        if (options.exitAfterDrain()) {
            ticker.scheduleWithFixedDelay(this::exitWhenDrained, 1, 1, TimeUnit.SECONDS);
        }
        return Cli.RUNS_ON;
    }

    private SpoolComponent spool() {
        return Program.spool(context);
    }

    private void printTable() {
        new LiveTable(spool(), out).print(Instant.now());
    }

    private void exitWhenDrained() {
        if (demo.drained(this::pending)) {
            printTable();
            boolean complete = finish();
            if (!demo.isFinished()) {
                out.println("The demo gave up waiting: not all that the tenant has was fetched and delivered.");
            }
            System.exit(complete && demo.isFinished() ? 0 : 1);
        }
    }

    private long pending() {
        return spool().spool().sinks().stream().mapToLong(SinkStatus::lagEvents).sum();
    }

    /** Ends the program, then says what arrived. @return whether everything did */
    private synchronized boolean finish() {
        if (finished) {
            return true;
        }
        finished = true;
        context.close();
        ConservationReport report = demo.report();
        out.println(report);
        out.flush();
        demo.close();
        return report.complete();
    }
}
