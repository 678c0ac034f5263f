package org.m365siem.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.m365siem.camel.RouteSet;
import org.m365siem.console.Program;
import org.m365siem.settings.Catalogue;
import org.m365siem.settings.Values;
import org.springframework.boot.web.server.PortInUseException;

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
        unknownNames(settings)
                .forEach(name -> err.println("warning: " + name
                        + " is no setting, so it changes nothing; config/application.properties lists them all"));
        return startProgram(() -> Program.start(settings.overrides(), args), err);
    }

    /** Misspelt names: what begins like a setting of the program or of a listed sink, and is none. */
    static List<String> unknownNames(SettingsEnvironment settings) {
        Set<String> known = new HashSet<>();
        Catalogue.PROGRAM.forEach(setting -> known.add(setting.key()));
        List<String> prefixes = new ArrayList<>(List.of("m365."));
        for (String sink : Values.list(settings.get("m365.sinks"))) {
            if (Catalogue.kindOf(sink).isPresent()) {
                prefixes.add(sink + ".");
                known.addAll(Catalogue.ofSink(sink).keySet());
            }
        }
        return settings.names().stream()
                .filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .filter(name -> !known.contains(name) && !name.startsWith("m365.demo"))
                .toList();
    }

    /** @return {@link Cli#RUNS_ON}, or the exit code after a start that failed */
    static int startProgram(Runnable start, PrintWriter err) {
        try {
            start.run();
            return Cli.RUNS_ON;
        } catch (RuntimeException e) {
            err.println("m365-siem cannot start: " + reason(e));
            return CANNOT_START;
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof PortInUseException)) {
            cause = cause.getCause();
        }
        return cause instanceof PortInUseException taken
                ? "port " + taken.getPort() + " is in use: set server.port"
                : cause.getMessage();
    }

    private static boolean isDemo(SettingsEnvironment settings) {
        String demo = settings.get("m365.demo");
        return demo != null && Values.flag("m365.demo", demo);
    }
}
