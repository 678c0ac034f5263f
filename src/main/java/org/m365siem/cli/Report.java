package org.m365siem.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.m365siem.camel.RouteProblem;
import org.m365siem.camel.RouteSet;
import org.m365siem.settings.Problem;

/** All that keeps the program from starting, in one report. */
final class Report {
    private final List<Problem> settings;
    private final List<RouteProblem> files;

    private Report(List<Problem> settings, List<RouteProblem> files) {
        this.settings = settings;
        this.files = files;
    }

    /** Looks at settings, routes and kamelets; starts nothing and opens no store. */
    static Report of(RouteSet routes, SettingsEnvironment environment) {
        List<Problem> settings = new ArrayList<>(new SettingsCheck(environment::get).problems());
        RoutesCheck check = new RoutesCheck(routes, environment::get);
        settings.addAll(check.missingSettings());
        settings = settings.stream().distinct().toList();
        return new Report(settings, brokenFiles(check, settings, environment));
    }

    /** A file that fails only because of a setting that is in the report already is not broken. */
    private static List<RouteProblem> brokenFiles(
            RoutesCheck check, List<Problem> settings, SettingsEnvironment environment) {
        return check.brokenFiles().stream()
                .filter(problem -> settings.stream().noneMatch(known -> isAbout(problem, known, environment)))
                .toList();
    }

    private static boolean isAbout(RouteProblem problem, Problem known, SettingsEnvironment environment) {
        String value = environment.get(known.where());
        return problem.reason().contains(known.where())
                || value != null && problem.reason().contains(value);
    }

    boolean isClean() {
        return settings.isEmpty() && files.isEmpty();
    }

    boolean hasMissingSettings() {
        return !settings.isEmpty();
    }

    void print(PrintWriter out) {
        if (!settings.isEmpty()) {
            out.println(
                    settings.size() + (settings.size() == 1 ? " setting is" : " settings are") + " missing or wrong:");
            out.println();
            out.println(SettingsCheck.report(settings));
            out.println();
            out.println(
                    "Set them in config/application.properties, as environment variables (M365_TENANT_ID=...) or on the"
                            + " command line (--m365.tenant-id=...).");
        }
        if (!files.isEmpty()) {
            out.println("Routes or kamelets that cannot run:");
            out.println();
            files.forEach(problem -> out.println("  " + problem));
        }
        out.flush();
    }
}
