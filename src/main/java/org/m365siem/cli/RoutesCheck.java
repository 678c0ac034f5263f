package org.m365siem.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.m365siem.camel.RouteCheck;
import org.m365siem.camel.RouteNeeds;
import org.m365siem.camel.RouteProblem;
import org.m365siem.camel.RouteSet;
import org.m365siem.settings.Problem;
import org.m365siem.settings.Values;

/** Checks that the routes can run with these settings: every listed source and sink has a route, every setting that it names is set. */
final class RoutesCheck {
    private final RouteSet routes;
    private final Function<String, String> settings;

    RoutesCheck(RouteSet routes, Function<String, String> settings) {
        this.routes = routes;
        this.settings = settings;
    }

    /** Settings that the routes of the listed sources and sinks need and do not have, and names without a route. */
    List<Problem> missingSettings() {
        RouteNeeds needs = new RouteNeeds(routes);
        List<Problem> problems = new ArrayList<>();
        List<String> sources = Values.list(settings.apply("m365.sources"));
        List<String> sinks = Values.list(settings.apply("m365.sinks"));
        unknown("m365.sources", sources, needs.sources(), problems);
        unknown("m365.sinks", sinks, needs.sinks(), problems);
        needs.settings(sources, sinks).forEach((key, place) -> {
            if (Values.text(settings.apply(key)) == null) {
                problems.add(new Problem(key, "is not set; " + place + " needs it"));
            }
        });
        return problems;
    }

    private static void unknown(String key, List<String> listed, List<String> known, List<Problem> problems) {
        for (String name : listed) {
            if (!known.contains(name) && !name.equals("all")) {
                problems.add(new Problem(key, "'" + name + "' has no route; there are " + String.join(", ", known)));
            }
        }
    }

    /** What is wrong in the files themselves. */
    List<RouteProblem> brokenFiles() {
        return new RouteCheck(settings).problems(routes);
    }
}
