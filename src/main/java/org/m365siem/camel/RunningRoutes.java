package org.m365siem.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;
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

    RunningRoutes(ModelCamelContext context) {
        this.context = context;
    }

    /** Loads a file's routes, templates, beans or policies; routes start at once when the context runs. */
    void add(RouteFile file) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(file.resource());
    }

    /** Stops the file's routes, waits for the batch in flight, and forgets them. */
    void remove(RouteFile file) throws Exception {
        if (file.isKamelet()) {
            context.removeRouteTemplateDefinitions(file.kameletName());
            return;
        }
        for (String id : idsOf(file)) {
            take(id);
        }
        for (RouteConfigurationDefinition policy : List.copyOf(context.getRouteConfigurationDefinitions())) {
            if (isFrom(policy.getResource(), file)) {
                context.removeRouteConfiguration(policy);
            }
        }
        removeOrphans();
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

    /** Instances of kamelets whose caller is gone; Camel leaves them running. */
    private void removeOrphans() throws Exception {
        Set<String> used = new HashSet<>();
        for (Endpoint endpoint : context.getEndpoints()) {
            if (endpoint instanceof KameletEndpoint kamelet) {
                used.add(kamelet.getRouteId());
            }
        }
        for (Route route : List.copyOf(context.getRoutes())) {
            if (route.isCreatedByKamelet() && !used.contains(route.getRouteId())) {
                take(route.getRouteId());
            }
        }
    }

    private void take(String id) throws Exception {
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
