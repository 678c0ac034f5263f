package org.m365siem.camel;

import java.util.List;
import java.util.stream.Collectors;

/** A set of routes that cannot be run; holds every problem that was found. */
public final class RouteRefusedException extends RuntimeException {
    private final transient List<RouteProblem> problems;

    RouteRefusedException(RouteProblem problem) {
        this(List.of(problem));
    }

    public RouteRefusedException(List<RouteProblem> problems) {
        super(problems.stream().map(RouteProblem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public List<RouteProblem> problems() {
        return problems;
    }
}
