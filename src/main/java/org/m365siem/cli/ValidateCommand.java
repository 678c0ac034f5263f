package org.m365siem.cli;

import java.nio.file.Path;
import java.util.List;
import org.m365siem.camel.RouteCheck;
import org.m365siem.camel.RouteProblem;
import org.m365siem.camel.RouteSet;
import picocli.CommandLine.Command;

/** Are routes and kamelets sound? Starts nothing. */
@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description =
                "Checks every file of routes/ and kamelets/ and the settings that the listed sources and sinks need;"
                        + " starts nothing.")
final class ValidateCommand extends SettingsCommand {
    @Override
    public Integer call() {
        SettingsEnvironment environment = settings();
        RouteSet routes = RouteSet.read(Path.of(""));
        boolean configured = environment.get("m365.sources") != null || environment.get("m365.sinks") != null;
        if (configured) {
            Report report = Report.of(routes, environment);
            report.print(spec.commandLine().getErr());
            return finish(report.isClean(), routes);
        }
        List<RouteProblem> problems = new RouteCheck(environment::get).problems(routes);
        problems.forEach(spec.commandLine().getErr()::println);
        return finish(problems.isEmpty(), routes);
    }

    private int finish(boolean clean, RouteSet routes) {
        if (clean) {
            spec.commandLine().getOut().println(routes.files().size() + " routes and kamelets are sound");
        }
        return clean ? 0 : RunCommand.CANNOT_START;
    }
}
