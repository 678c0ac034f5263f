package org.m365siem.camel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a set of routes offers and needs: the sources and sinks that can be listed, and the settings that each must have. */
public final class RouteNeeds {
    private static final String SINK_PREFIX = "to-";

    private final List<RouteOutline> outlines = new ArrayList<>();

    public RouteNeeds(RouteSet set) {
        for (RouteFile file : set.routes()) {
            try {
                outlines.add(RouteOutline.of(file));
            } catch (RouteRefusedException e) {
                // reported with its line by the route check
            }
        }
    }

    /** Names that {@code m365.sources} may hold: the routes whose precondition asks for it. */
    public List<String> sources() {
        return names("m365.sources", "");
    }

    /** Names that {@code m365.sinks} may hold. */
    public List<String> sinks() {
        return names("m365.sinks", SINK_PREFIX);
    }

    private List<String> names(String key, String prefix) {
        return outlines.stream()
                .filter(outline ->
                        outline.preconditions.stream().anyMatch(p -> p.value().contains("{{" + key)))
                .flatMap(outline -> outline.routeIds.stream())
                .map(id -> id.value())
                .filter(id -> id.startsWith(prefix))
                .map(id -> id.substring(prefix.length()))
                .sorted()
                .toList();
    }

    /** The settings without a default that the listed sources and sinks name, each with the place that names it. */
    public Map<String, String> settings(List<String> sources, List<String> sinks) {
        Map<String, String> needed = new TreeMap<>();
        for (RouteOutline outline : outlines) {
            boolean conditional = !outline.preconditions.isEmpty();
            boolean listed = outline.routeIds.stream()
                    .anyMatch(id -> sources.contains(id.value())
                            || sources.contains("all") && sources().contains(id.value())
                            || id.value().startsWith(SINK_PREFIX)
                                    && sinks.contains(id.value().substring(SINK_PREFIX.length())));
            if (conditional && !listed) {
                continue;
            }
            for (RouteOutline.Located placeholder : outline.placeholders) {
                String key = placeholder.value();
                if (!key.contains(":") && !key.startsWith("?")) {
                    needed.putIfAbsent(key, outline.file().path() + ", line " + placeholder.line());
                }
            }
        }
        return needed;
    }
}
