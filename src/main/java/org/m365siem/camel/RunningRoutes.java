package org.m365siem.camel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.component.kamelet.Kamelet;
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

    /** Stops the file's routes with the kamelets made for them, waits for the batch in flight, and forgets them. */
    void remove(RouteFile file) throws Exception {
        if (file.isKamelet()) {
            context.removeRouteTemplateDefinitions(file.kameletName());
            return;
        }
        for (String id : idsOf(file)) {
            List<String> instances = instancesFor(id);
            // a source kamelet first, so that it does not feed a route that is gone; a sink kamelet after its caller
            for (String instance : instances) {
                if (!(context.getRoute(instance).getEndpoint() instanceof KameletEndpoint)) {
                    take(instance);
                }
            }
            take(id);
            for (String instance : instances) {
                take(instance);
            }
        }
        for (RouteConfigurationDefinition policy : List.copyOf(context.getRouteConfigurationDefinitions())) {
            if (isFrom(policy.getResource(), file)) {
                context.removeRouteConfiguration(policy);
            }
        }
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

    private List<String> instancesFor(String caller) {
        return List.copyOf(context.getRouteDefinitions()).stream()
                .filter(definition -> isInstance(definition.getRouteId())
                        && caller.equals(definition.getTemplateParameters().get(Kamelet.PARENT_ROUTE_ID)))
                .map(RouteDefinition::getRouteId)
                .toList();
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
