package org.m365siem.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Checks a whole set of routes and kamelets without starting anything: what can be read from the files, then a trial load
 * into a scratch context. All problems that can be found in one go are reported together.
 */
public final class RouteCheck {
    private final Function<String, String> settings;

    /** @param settings the value of a setting by its full name, or null */
    public RouteCheck(Function<String, String> settings) {
        this.settings = settings;
    }

    /** Every problem of the set; an empty list when it can run. */
    public List<RouteProblem> problems(RouteSet set) {
        List<RouteProblem> problems = new ArrayList<>();
        Map<String, RouteOutline> outlines = new TreeMap<>();
        for (RouteFile file : set.all()) {
            try {
                outlines.put(file.path(), RouteOutline.of(file));
            } catch (RouteRefusedException e) {
                problems.addAll(e.problems());
            }
        }
        problems.addAll(duplicates(outlines.values()));
        problems.addAll(calls(set, outlines));
        RouteSet sound = set;
        for (RouteProblem problem : problems) {
            sound = sound.without(problem.path());
        }
        // a broken kamelet is the cause; the routes that call it are not at fault
        problems.addAll(trial(sound, outlines, problems));
        return problems;
    }

    /** One route has an id, and one route serves a sink: a second one would take its cursor away. */
    private static List<RouteProblem> duplicates(Collection<RouteOutline> outlines) {
        List<RouteProblem> problems = new ArrayList<>();
        Map<String, String> ids = new HashMap<>();
        Map<String, String> sinks = new HashMap<>();
        for (RouteOutline outline : outlines) {
            taken("the route id", outline, outline.routeIds, ids, problems);
            taken("the sink", outline, outline.sinks, sinks, problems);
        }
        return problems;
    }

    private static void taken(
            String what,
            RouteOutline outline,
            List<RouteOutline.Located> names,
            Map<String, String> owners,
            List<RouteProblem> problems) {
        for (RouteOutline.Located name : names) {
            String owner = owners.putIfAbsent(name.value(), outline.file().path());
            if (owner != null) {
                problems.add(new RouteProblem(
                        outline.file().path(),
                        name.line(),
                        what + " '" + name.value() + "' is taken already by " + owner));
            }
        }
    }

    private static List<RouteProblem> calls(RouteSet set, Map<String, RouteOutline> outlines) {
        List<RouteProblem> problems = new ArrayList<>();
        for (RouteOutline outline : outlines.values()) {
            for (RouteOutline.KameletCall call : outline.kamelets) {
                String path = "kamelets/" + call.name() + RouteSet.KAMELET_SUFFIX;
                RouteOutline kamelet = outlines.get(path);
                if (kamelet == null) {
                    if (set.get(path) == null && !isBuiltIn(path)) {
                        problems.add(new RouteProblem(outline.file().path(), call.line(), "there is no " + path));
                    }
                    continue;
                }
                call.parameters().forEach((name, line) -> {
                    if (!kamelet.properties.containsKey(name)) {
                        problems.add(new RouteProblem(
                                outline.file().path(),
                                line,
                                "the kamelet " + call.name() + " has no parameter '" + name + "'; it has "
                                        + String.join(", ", new TreeMap<>(kamelet.properties).keySet())));
                    }
                });
                kamelet.required.stream()
                        .filter(name -> !call.parameters().containsKey(name))
                        .forEach(name -> problems.add(new RouteProblem(
                                outline.file().path(),
                                call.line(),
                                "the kamelet " + call.name() + " needs the parameter '" + name + "'")));
            }
        }
        return problems;
    }

    /** Camel finds it in the jar, or the name is only known when the route runs. */
    private static boolean isBuiltIn(String path) {
        return path.contains("{{") || RouteCheck.class.getResource("/" + path) != null;
    }

    private List<RouteProblem> trial(RouteSet set, Map<String, RouteOutline> outlines, List<RouteProblem> known) {
        List<RouteProblem> found = new ArrayList<>();
        boolean kameletsSound = known.stream().noneMatch(p -> p.path().startsWith("kamelets/"));
        RouteSet rest = set;
        while (true) {
            try (ScratchContext scratch = new ScratchContext(settings)) {
                scratch.load(rest);
                return found;
            } catch (ScratchContext.LoadFailure failure) {
                RouteProblem problem = failure.problem(outlines);
                boolean consequence = !kameletsSound && failure.missesKamelet();
                if (!consequence) {
                    found.add(problem);
                }
                if (rest.get(problem.path()) == null) {
                    return found;
                }
                rest = rest.without(problem.path());
                kameletsSound &= !problem.path().startsWith("kamelets/");
            }
        }
    }
}
