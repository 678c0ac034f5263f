package org.m365siem.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.camel.EndpointAware;
import org.apache.camel.Navigate;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.kamelet.KameletEndpoint;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The routes of a context, by the file they came from: added, and taken out again with everything that was made for them. */
final class RunningRoutes {
    private static final long STOP_SECONDS = 15;

    private final ModelCamelContext context;
    /** The error policies of each file: Camel does not say where one came from, and takes the wrong one out. */
    private final Map<String, List<RouteConfigurationDefinition>> policies = new HashMap<>();

    RunningRoutes(ModelCamelContext context) {
        this.context = context;
    }

    /** Loads a file's routes, templates, beans or policies; routes start at once when the context runs. */
    void add(RouteFile file) throws Exception {
        List<RouteConfigurationDefinition> before = List.copyOf(context.getRouteConfigurationDefinitions());
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(file.resource());
        } finally {
            List<RouteConfigurationDefinition> added = new ArrayList<>(context.getRouteConfigurationDefinitions());
            added.removeAll(before);
            policies.put(file.path(), added);
        }
    }

    /** Stops the file's routes with the kamelets made for them, waits for the batch in flight, and forgets them. */
    void remove(RouteFile file) throws Exception {
        if (file.isKamelet()) {
            context.removeRouteTemplateDefinitions(file.kameletName());
            return;
        }
        for (String id : idsOf(file)) {
            // a source kamelet ends first, so that it does not feed a route that is gone
            if (context.getRoute(id) != null && context.getRoute(id).getEndpoint() instanceof KameletEndpoint source) {
                take(source.getRouteId());
            }
            take(id);
        }
        removeOrphans();
        context.getRouteConfigurationDefinitions().removeAll(policies.getOrDefault(file.path(), List.of()));
        policies.remove(file.path());
    }

    /** The routes that should run now and do not. */
    Collection<String> notRunning() {
        Set<String> missing = new TreeSet<>();
        for (RouteDefinition definition : List.copyOf(context.getRouteDefinitions())) {
            ServiceStatus status = context.getRouteController().getRouteStatus(definition.getRouteId());
            if (status != null && !status.isStarted() || status == null && isWanted(definition)) {
                missing.add(definition.getRouteId());
            }
        }
        return missing;
    }

    private boolean isWanted(RouteDefinition definition) {
        return definition.getPrecondition() == null;
    }

    private List<String> idsOf(RouteFile file) {
        List<String> ids = new ArrayList<>();
        for (RouteDefinition definition : List.copyOf(context.getRouteDefinitions())) {
            boolean kamelet = Boolean.TRUE.equals(definition.isTemplate()) && isInstance(definition.getRouteId());
            if (!kamelet && isFrom(definition.getResource(), file)) {
                ids.add(definition.getRouteId());
            }
        }
        return ids;
    }

    private boolean isInstance(String id) {
        Route route = context.getRoute(id);
        return route != null && route.isCreatedByKamelet();
    }

    /** Instances of kamelets that nobody calls any more; Camel leaves them running. Equal callers share one instance. */
    private void removeOrphans() throws Exception {
        Set<String> called = new HashSet<>();
        for (Route route : List.copyOf(context.getRoutes())) {
            Set<String> byThis = new HashSet<>();
            addCalled(route.navigate(), byThis);
            if (route.getEndpoint() instanceof KameletEndpoint source) {
                byThis.add(source.getRouteId());
            }
            byThis.remove(route.getRouteId());
            called.addAll(byThis);
        }
        for (Route route : List.copyOf(context.getRoutes())) {
            if (route.isCreatedByKamelet() && !called.contains(route.getRouteId())) {
                take(route.getRouteId());
            }
        }
    }

    private static void addCalled(Object processor, Set<String> called) {
        if (processor instanceof EndpointAware caller && caller.getEndpoint() instanceof KameletEndpoint kamelet) {
            called.add(kamelet.getRouteId());
        }
        if (processor instanceof Navigate<?> parent && parent.hasNext()) {
            parent.next().forEach(child -> addCalled(child, called));
        }
    }

    private void take(String id) throws Exception {
        if (context.getRoute(id) == null && context.getRouteDefinition(id) == null) {
            return;
        }
        context.getRouteController().stopRoute(id, STOP_SECONDS, TimeUnit.SECONDS, false);
        context.removeRoute(id);
        RouteDefinition definition = context.getRouteDefinition(id);
        if (definition != null) {
            context.removeRouteDefinition(definition);
        }
    }

    private static boolean isFrom(Resource resource, RouteFile file) {
        return resource != null && file.location().equals(resource.getLocation());
    }
}
