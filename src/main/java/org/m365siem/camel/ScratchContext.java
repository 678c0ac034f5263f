package org.m365siem.camel;

import java.util.Map;
import java.util.function.Function;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.PluginHelper;

/**
 * A context that loads and builds a set of routes but starts none of them: no store is opened, no sink registered, no
 * connection made. What fails here would have failed in the running program.
 */
final class ScratchContext implements AutoCloseable {
    /** The file that could not be loaded, and Camel's reason. */
    static final class LoadFailure extends Exception {
        private final transient RouteFile file;

        private LoadFailure(RouteFile file, Throwable cause) {
            super(cause);
            this.file = file;
        }

        /** True when a kamelet was not found, which is a consequence when that kamelet's own file is broken. */
        boolean missesKamelet() {
            return RouteErrors.rootMessage(getCause()).contains("kamelet.yaml");
        }

        RouteProblem problem(Map<String, RouteOutline> outlines) {
            return RouteErrors.locate(file, getCause(), outlines);
        }
    }

    private final DefaultCamelContext context = new DefaultCamelContext();

    ScratchContext(Function<String, String> settings) {
        context.setAutoStartup(false);
        context.setStartupSummaryLevel(StartupSummaryLevel.Off);
        context.getPropertiesComponent().addPropertiesSource(new SettingsSource(settings));
        context.getCamelContextExtension().setName("route-check");
    }

    void load(RouteSet set) throws LoadFailure {
        for (RouteFile file : set.kamelets()) {
            add(file);
        }
        for (RouteFile file : set.routes()) {
            add(file);
        }
        try {
            context.getComponent("kamelet", KameletComponent.class);
            context.start();
        } catch (Exception e) {
            throw new LoadFailure(null, e);
        }
    }

    private void add(RouteFile file) throws LoadFailure {
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(file.resource());
        } catch (Exception e) {
            throw new LoadFailure(file, e);
        }
    }

    @Override
    public void close() {
        context.stop();
    }

    /** Looks settings up by their full name. */
    record SettingsSource(Function<String, String> settings) implements PropertiesSource {
        @Override
        public String getName() {
            return "settings";
        }

        @Override
        public String getProperty(String name) {
            return settings.apply(name);
        }
    }
}
