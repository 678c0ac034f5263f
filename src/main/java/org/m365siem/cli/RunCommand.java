package org.m365siem.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.m365siem.camel.RouteSet;
import org.m365siem.console.Program;
import org.m365siem.settings.Values;

/** Runs the program: everything is checked first, and what is missing or broken is reported in one go. */
final class RunCommand {
    /** Missing or contradictory settings, a broken route or kamelet. */
    static final int CANNOT_START = 2;

    private final String[] args;
    private final PrintWriter err = new PrintWriter(System.err, true);

    RunCommand(String... args) {
        this.args = args;
    }

    /** @return the process's exit code, or {@link Cli#RUNS_ON} */
    int run() {
        SettingsEnvironment settings = SettingsEnvironment.load(args);
        if (isDemo(settings)) {
            return DemoRun.start(settings, args);
        }
        Report report = Report.of(RouteSet.read(Path.of("")), settings);
        if (!report.isClean()) {
            err.println("m365-siem cannot start.");
            report.print(err);
            if (report.hasMissingSettings()) {
                err.println(
                        "To see it run without any account, in a checkout of the project: ./mvnw -Pdemo spring-boot:run");
            }
            return CANNOT_START;
        }
        return startProgram(() -> Program.start(settings.overrides(), args), err);
    }

    /** @return {@link Cli#RUNS_ON}, or the exit code after a start that failed */
    static int startProgram(Runnable start, PrintWriter err) {
        try {
            start.run();
            return Cli.RUNS_ON;
        } catch (RuntimeException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            err.println("m365-siem cannot start: " + cause.getMessage());
            return CANNOT_START;
        }
    }

    private static boolean isDemo(SettingsEnvironment settings) {
        String demo = settings.get("m365.demo");
        return demo != null && Values.flag("m365.demo", demo);
    }
}
